/* Opening a locked tablet: PIN while the app runs, else passphrase or passkey; and what the lease is. */

import { screen } from "../app.js";
import { field, fill, h, icon, notice } from "../dom.js";
import { unsent } from "../figures.js";
import { queue } from "../queue.js";
import { store, TooSoon, WrongSecret } from "../store.js";
import { syncNow } from "../sync.js";
import { moment, number, text } from "../texts.js";
import { pinInput, secretInput } from "./enrol.js";

let withPin = true; // what the person chose last, as long as a PIN can be used

function explained(error, isPin) {
  if (error instanceof TooSoon) {
    const seconds = Math.ceil((error.until - Date.now()) / 1000);
    return text("Too many wrong tries. Wait {seconds} seconds.", { seconds: number(Math.max(1, seconds)) });
  }
  if (error instanceof WrongSecret) {
    if (isPin && !store.hasPin) {
      return text("Too many wrong PINs: the passphrase is needed now.");
    }
    return isPin ? text("The PIN is wrong.") : text("The passphrase is wrong.");
  }
  return text("That did not work: {reason}", { reason: error.message });
}

function unlockForm(context) {
  const place = h("div", { class: "stack" });
  const draw = (fault = "") => {
    const isPin = withPin && store.hasPin;
    const input = isPin ? pinInput() : secretInput();
    const button = h("button", { class: "button button--primary", type: "submit" }, text("Unlock"));
    const open = async (secret) => {
      button.disabled = true;
      button.textContent = text("Unlocking…");
      try {
        await store.unlock(secret);
      } catch (error) {
        draw(explained(error, isPin));
        document.getElementById("secret")?.focus();
      }
    };
    const submit = (event) => {
      event.preventDefault();
      open(isPin ? { pin: input.value } : { passphrase: input.value });
    };
    const change = () => {
      withPin = !isPin;
      draw();
      document.getElementById("secret").focus();
    };
    fill(place,
      h("form", { class: "form", autocomplete: "off", novalidate: true, onsubmit: submit },
        field("secret", isPin ? text("PIN") : text("Passphrase"), input, { error: fault }),
        h("div", { class: "form__buttons" }, button,
          store.passkey ? h("button", { class: "button button--secondary", type: "button", onclick: () => open({ passkey: true }) }, text("Open with the passkey")) : null,
          store.hasPin ? h("button", { class: "button button--quiet", type: "button", onclick: change }, isPin ? text("Use the passphrase") : text("Use the PIN")) : null)));
  };
  draw();
  context.leave(() => place.replaceChildren());
  return place;
}

screen("unlock", async (context) => {
  context.title(text("Locked"));
  const { count, oldest } = await unsent();
  return [
    h("h1", {}, text("Locked")),
    unlockForm(context),
    count > 0
      ? notice("warning", text("Not yet sent: {count}", { count }), text("The oldest is from {time}. It is sent as soon as there is a network, and it can be saved without unlocking.", { time: moment(oldest) }))
      : null,
    h("p", { class: "actions" },
      h("a", { class: "button button--quiet", href: "#/rescue" }, text("Save unsent work")),
      h("a", { class: "button button--quiet", href: "#/sign-out" }, text("Sign out and empty this tablet"))),
  ];
}, { need: "any" });

screen("ended", async (context) => {
  context.title(text("The office has ended this tablet"));
  const { count } = await unsent();
  const redraw = () => context.redraw();
  queue.addEventListener("changed", redraw);
  context.leave(() => queue.removeEventListener("changed", redraw));
  return [
    h("h1", {}, text("The office has ended this tablet")),
    notice("warning", text("Nothing on this tablet can be read any more."),
      text("Its key has been destroyed. What was done on it is sealed: only the office can open it. It is handed over and removed here once a backup of the office holds it.")),
    h("p", {}, count > 0 ? text("Not yet sent: {count}", { count }) : text("Everything is sent")),
    count > 0 ? h("p", { class: "actions" }, h("a", { class: "button button--quiet", href: "#/rescue" }, text("Save unsent work"))) : null,
  ];
}, { need: "any" });

screen("lease-ended", (context) => {
  context.title(text("Too long without contact"));
  const button = h("button", { class: "button button--primary", type: "button" }, text("Contact the office now"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    await syncNow();
    context.redraw();
  });
  return [
    h("h1", {}, text("Too long without contact")),
    notice("warning", text("This tablet may not show its data any more"),
      text("The last contact with the office was at {time}. After the next contact everything can be read again.", { time: moment(store.contact.at) }),
      text("What has not been sent is kept and will be sent.")),
    h("p", { class: "actions" }, button, h("a", { class: "button button--secondary", href: "#/rescue" }, icon("download"), text("Save unsent work"))),
  ];
}, { need: "any" });

screen("lost", (context) => {
  context.title(text("Not found"));
  return [h("h1", {}, text("Not found")), h("p", {}, h("a", { class: "button button--primary", href: "#/today" }, text("Today's visits")))];
});

