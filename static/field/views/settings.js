/* Sending and settings: is everything at the office, is it safe here, and the way out. */

import { screen } from "../app.js";
import { badge, field, fill, h, icon, keepingFocus, notice } from "../dom.js";
import { enrol, whoIsSignedIn, unmarkBrowser } from "../enrolling.js";
import { askToKeep, storage, traffic, unsent } from "../figures.js";
import { deviceName } from "../keys.js";
import { queue } from "../queue.js";
import { mayHavePasskey, PASSPHRASE_COST, store, TooSoon, WrongSecret } from "../store.js";
import { status, sync, syncNow } from "../sync.js";
import { byteSize, clockTime, moment, number, text } from "../texts.js";
import { statusWords } from "../frame.js";
import { secretInput } from "./enrol.js";

function row(term, ...value) {
  return h("div", { class: "summary__row" }, h("dt", {}, term), h("dd", { class: "summary__value" }, value));
}

function section(title, ...content) {
  return h("section", { class: "section" }, h("h2", {}, title), content);
}

/** Age of the oldest unsent item in words. */
export function age(since) {
  const hours = Math.floor((Date.now() - since) / 3_600_000);
  if (hours < 1) {
    return text("less than an hour");
  }
  return hours < 48 ? text("{count} hours", { count: number(hours) }) : text("{count} days", { count: number(Math.floor(hours / 24)) });
}

function troubleNotice() {
  if (status.word === "expired") {
    return notice("warning", text("Sign in again to send"), text("This tablet was away for long. Nothing is lost: sign in to the office's pages, then connect it again."),
      h("p", { class: "actions" }, h("a", { class: "button button--primary", href: "/sign-in?next=/field/" }, text("Sign in")), reconnectButton()));
  }
  if (status.word === "refused") {
    return notice("error", text("The office did not accept the contact"), status.error);
  }
  return status.word === "waiting" && status.nextAt
    ? notice("information", text("No answer from the office"), text("Nothing is lost. The next try is at {time}.", { time: clockTime(status.nextAt) }))
    : null;
}

function reconnectButton() {
  const button = h("button", { class: "button button--secondary", type: "button" }, text("Connect again"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await whoIsSignedIn();
      await enrol("");
    } catch (error) {
      button.disabled = false;
      button.after(h("p", { class: "field__error", role: "alert" }, icon("error"), h("span", {}, error.message)));
    }
  });
  return button;
}

async function sendingPart() {
  const [figures, used] = await Promise.all([unsent(), traffic()]);
  const button = h("button", { class: "button button--primary", type: "button" }, // during a round it asks for one more
    status.word === "working" ? text("Sending…") : text("Send and fetch now"));
  button.addEventListener("click", () => syncNow());
  return [
    h("p", { role: "status", class: "lead" }, statusWords(figures)),
    troubleNotice(),
    h("p", { class: "actions" }, button, h("a", { class: "button button--secondary", href: "#/items" }, text("Show each item"))),
    h("dl", { class: "summary" },
      row(text("Not yet sent"), text("{operations} steps, {photos} photos, {size}", { operations: number(figures.operations), photos: number(figures.photos), size: byteSize(figures.bytes) })),
      figures.oldest ? row(text("Age of the oldest unsent item"), age(figures.oldest)) : null,
      row(text("Sent and received today"), `${byteSize(used.sent)} / ${byteSize(used.received)}`),
      row(text("Sent and received in all"), byteSize(used.total))),
  ];
}

async function safetyPart(context) {
  const kept = await storage();
  const ask = h("button", { class: "button button--secondary", type: "button" }, text("Ask again"));
  ask.addEventListener("click", async () => {
    await askToKeep();
    context.redraw();
  });
  return [
    h("dl", { class: "summary" },
      row(text("Storage"), kept.persisted
        ? badge("success", text("The browser keeps the data for good"))
        : [badge("warning", text("The browser may remove the data when space runs out")), " ", ask]),
      kept.usage === null ? null : row(text("Space used"), text("{used} of {quota}", { used: byteSize(kept.usage), quota: byteSize(kept.quota) })),
      row(text("May be read until"), store.contact.leaseUntil ? moment(store.contact.leaseUntil) : "–"),
      row(text("Key of the passphrase"), text("{name}, {memory} MiB, {passes} passes", { name: PASSPHRASE_COST.name, memory: PASSPHRASE_COST.memory / 1024, passes: PASSPHRASE_COST.passes })),
      row(text("Passkey"), store.passkey ? badge("success", text("Set up")) : text("Not set up"))),
    store.passkey || !mayHavePasskey() ? null : passkeyForm(context),
  ];
}

function passkeyForm(context) {
  const place = h("div", {});
  const draw = (fault = "") => {
    const input = secretInput();
    const submit = async (event) => {
      event.preventDefault();
      draw(await tryPasskey(input.value, context));
    };
    fill(place, h("details", { class: "disclosure", open: Boolean(fault) }, h("summary", {}, text("Set up a passkey")),
      h("form", { class: "disclosure__body", autocomplete: "off", novalidate: true, onsubmit: submit },
        h("p", {}, text("With a passkey the tablet's own lock opens the app: safer than typing, where the tablet can do it.")),
        field("passkey-passphrase", text("Passphrase"), input, { error: fault }),
        h("div", { class: "form__buttons" }, h("button", { class: "button button--secondary", type: "submit" }, text("Set up a passkey"))))));
  };
  draw();
  return place;
}

async function tryPasskey(passphrase, context) {
  try {
    const made = await store.addPasskey(passphrase, await deviceName());
    if (made) {
      context.redraw();
      return "";
    }
    return text("The passkeys of this tablet cannot keep a key. The passphrase stays.");
  } catch (error) {
    if (error instanceof WrongSecret) {
      return text("The passphrase is wrong.");
    }
    return error instanceof TooSoon
      ? text("Too many wrong tries. Wait {seconds} seconds.", { seconds: Math.ceil((error.until - Date.now()) / 1000) })
      : text("That did not work: {reason}", { reason: error.message });
  }
}

async function tabletPart() {
  const [name, user] = await Promise.all([deviceName(), store.secret("user")]);
  return h("dl", { class: "summary" },
    row(text("Name of the tablet"), name),
    row(text("Set up for"), user.name),
    row(text("Version of the app"), document.documentElement.dataset.app));
}

screen("settings", async (context) => {
  context.title(text("Sending and settings"));
  context.back("#/today", text("Today's visits"));
  const sending = h("div", { class: "stack" });
  const redraw = async () => {
    const drawn = await sendingPart();
    keepingFocus(sending, () => fill(sending, drawn));
  };
  await redraw();
  const listen = () => {
    redraw();
  };
  sync.addEventListener("state", listen);
  queue.addEventListener("changed", listen);
  context.leave(() => {
    sync.removeEventListener("state", listen);
    queue.removeEventListener("changed", listen);
  });
  return [
    h("h1", {}, text("Sending and settings")),
    section(text("Sending"), sending),
    section(text("Safety"), await safetyPart(context)),
    section(text("This tablet"), await tabletPart()),
    h("p", { class: "actions" },
      h("button", { class: "button button--secondary", type: "button", onclick: () => store.lock() }, icon("lock"), text("Lock")),
      h("a", { class: "button button--quiet", href: "#/rescue" }, icon("download"), text("Save unsent work")),
      h("a", { class: "button button--danger", href: "#/sign-out" }, text("Sign out and empty this tablet"))),
  ];
}, { need: "open" });

// The way out ------------------------------------------------------------------------------------

function unsentWarning({ operations, photos }, onchange) {
  const box = h("input", { class: "choice__input", type: "checkbox", id: "give-up", onchange: () => onchange(box.checked) });
  return [
    notice("warning", text("This tablet holds work that the office does not have"),
      text("{operations} steps and {photos} photos have not been sent. Emptying the tablet destroys them for good.", { operations, photos }),
      h("p", { class: "actions" },
        h("button", { class: "button button--primary", type: "button", onclick: () => syncNow() }, text("Send now")),
        h("a", { class: "button button--secondary", href: "#/rescue" }, text("Save unsent work")))),
    h("div", { class: "choice" }, box, h("label", { class: "choice__label", for: "give-up" }, text("Destroy the unsent work"))),
  ];
}

screen("sign-out", async (context) => {
  context.title(text("Sign out and empty this tablet"));
  context.back("#/settings", text("Back, change nothing"));
  const figures = await unsent();
  const button = h("button", { class: "button button--danger", type: "button", disabled: figures.count > 0 }, text("Empty this tablet"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    unmarkBrowser();
    store.enrolled = false;
    await store.wipe();
  });
  return [
    h("h1", {}, text("Sign out and empty this tablet")),
    h("p", { class: "lead" }, text("Everything of this app is removed from this tablet: visits, photos, keys. What the office has received stays there.")),
    figures.count > 0 ? unsentWarning(figures, (sure) => { button.disabled = !sure; }) : null,
    h("div", { class: "form__buttons" }, button),
  ];
}, { need: "any" });
