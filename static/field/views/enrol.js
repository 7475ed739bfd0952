/* The first screen: a passphrase, a PIN, and the tablet is known to the office. */

import { Refusal } from "../api.js";
import { go, say, screen } from "../app.js";
import { field, fill, h, icon, notice } from "../dom.js";
import { enrol, whoIsSignedIn } from "../enrolling.js";
import { askToKeep } from "../figures.js";
import { store } from "../store.js";
import { status } from "../sync.js";
import { text } from "../texts.js";

export const SHORTEST_PASSPHRASE = 12;
const PIN = /^\d{6,12}$/;

/** A secret that is typed. Only the word "one-time-code" keeps Chromium's password manager from
    writing it, and the field before it, into the profile folder. */
export function secretInput(attributes = {}) {
  return h("input", {
    class: "input", type: "password", autocomplete: "one-time-code", autocapitalize: "off", spellcheck: "false", required: true, ...attributes,
  });
}

export const pinInput = () => secretInput({ inputmode: "numeric", maxlength: 12 });

async function signedIn() {
  try {
    return { user: (await whoIsSignedIn()).user };
  } catch (error) {
    return error instanceof Refusal && error.status === 401
      ? { signIn: error.body.sign_in ?? "/sign-in?next=/field/" }
      : { offline: true };
  }
}

function hurdle({ signIn, offline }, again) {
  if (offline) {
    return notice("warning", text("No connection to the office"),
      text("A tablet is set up once, with a network. Connect it and try again."),
      h("p", {}, h("button", { class: "button button--secondary", type: "button", onclick: again }, text("Try again"))));
  }
  return notice("information", text("Sign in first"),
    text("The tablet is set up for whoever is signed in to the office's pages."),
    h("p", {}, h("a", { class: "button button--primary", href: signIn }, text("Sign in"))));
}

function faultsOf({ name, passphrase, repeated, pin }) {
  const faults = {};
  if (!name.trim()) {
    faults.name = text("Give the tablet a name.");
  }
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    faults.passphrase = text("Take at least {count} characters.", { count: SHORTEST_PASSPHRASE });
  } else if (passphrase !== repeated) {
    faults.repeated = text("The two passphrases differ.");
  }
  if (!PIN.test(pin) || /^(\d)\1+$/.test(pin)) {
    faults.pin = text("Take 6 to 12 digits, not all the same.");
  }
  return faults;
}

function form(user) {
  const given = { name: text("Tablet of {name}", { name: user.name }), passphrase: "", repeated: "", pin: "" };
  const place = h("div", { class: "stack" });
  const draw = (faults = {}) => {
    const inputs = {
      name: h("input", { class: "input", autocomplete: "off", maxlength: 80, value: given.name, required: true }),
      passphrase: secretInput({ value: given.passphrase }),
      repeated: secretInput({ value: given.repeated }),
      pin: pinInput(),
    };
    inputs.pin.value = given.pin;
    const button = h("button", { class: "button button--primary", type: "submit" }, text("Set up this tablet"));
    const submit = async (event) => {
      event.preventDefault();
      for (const [key, input] of Object.entries(inputs)) {
        given[key] = input.value;
      }
      const found = faultsOf(given);
      if (Object.keys(found).length > 0) {
        draw(found);
        document.getElementById(Object.keys(found)[0]).focus();
        return;
      }
      button.disabled = true;
      button.textContent = text("Setting up…");
      await setUp(given, button);
    };
    fill(place, h("form", { class: "form", novalidate: true, autocomplete: "off", onsubmit: submit },
      field("name", text("Name of the tablet"), inputs.name, { hint: text("So that the office can tell it from others."), error: faults.name }),
      field("passphrase", text("Passphrase"), inputs.passphrase, {
        hint: text("Four words or more that only you know. Without it nobody can read what is on this tablet, not even the office."), error: faults.passphrase }),
      field("repeated", text("The passphrase again"), inputs.repeated, { error: faults.repeated }),
      field("pin", text("PIN"), inputs.pin, { hint: text("For unlocking quickly while the app is open. After the app has been closed the passphrase is asked for."), error: faults.pin }),
      h("div", { class: "form__buttons" }, button)));
  };
  draw();
  return place;
}

async function setUp(given, button) {
  try {
    if (store.state === "new") {
      await store.create(given);
    }
    await enrol(given.name.trim());
    await askToKeep();
    if (document.documentElement.dataset.screen === "enrol") {
      go("#/today");
    }
  } catch (error) {
    button.disabled = false;
    button.textContent = text("Set up this tablet");
    say("error", text("The tablet could not be set up"), error instanceof Refusal ? error.message : text("No connection to the office"));
  }
}

async function continueSetUp(context, button) {
  button.disabled = true;
  await setUp({ name: "" }, button);
  context.redraw();
}

screen("enrol", async (context) => {
  context.title(text("Set up this tablet"));
  const who = await signedIn();
  const head = [h("h1", {}, text("Set up this tablet"))];
  if (status.word === "revoked") {
    head.push(notice("warning", text("The office has ended this tablet"), text("Its keys and data have been destroyed.")));
  }
  if (!who.user) {
    return [head, hurdle(who, () => context.redraw())];
  }
  const words = h("p", { class: "lead" }, text("For {name}. The visits of your team are then on this tablet, also without a network.", { name: who.user.name }));
  if (store.state === "open") {
    const button = h("button", { class: "button button--primary", type: "button" }, icon("next"), text("Continue"));
    button.addEventListener("click", () => continueSetUp(context, button));
    return [head, words, h("p", {}, button)];
  }
  return [head, words, form(who.user)];
}, { need: "any" });
