/* What is different on the ground from the register? Proposals to the office, which decides. */

import { proposeToRegister } from "../acts.js";
import { go, screen } from "../app.js";
import { h } from "../dom.js";
import { localDay, spoken } from "../ledger.js";
import { table } from "../pack.js";
import { button, errorSummary, input, link, once, pageHead, select } from "../parts.js";
import { store } from "../store.js";
import { text } from "../texts.js";
import { takePosition } from "./position.js";

async function here() {
  try {
    const { latitude, longitude, accuracy } = await takePosition(8_000);
    return { latitude, longitude, accuracy };
  } catch {
    return { latitude: null, longitude: null, accuracy: null };
  }
}

function asked(fields, check, keep, words) {
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (values, errors = new Map()) => form.replaceChildren(...[errorSummary(errors), ...fields(values, errors, (more) => draw({ ...read(), ...more }))].filter(Boolean));
  const read = () => Object.fromEntries([...new FormData(form)].map(([name, said]) => [name, String(said).trim()]));
  draw({ from_on: localDay(store.now()) });
  const send = once(button(words, null, { kind: "primary" }), async () => {
    const values = read();
    const errors = new Map(check(values).filter(([, said]) => said));
    if (errors.size > 0) {
      draw(values, errors);
      return;
    }
    await keep(values);
  });
  return { form, send };
}

const common = (values, errors) => [
  input("from_on", text("Since when"), { type: "date", value: values.from_on ?? "", max: localDay(store.now()), error: errors.get("from_on") ?? "" }),
  input("reason", text("What was seen"), { value: values.reason ?? "", maxlength: 300, error: errors.get("reason") ?? "", hint: text("No names of third persons.") }),
];
const commonFaults = (values) => [["from_on", values.from_on && values.from_on <= localDay(store.now()) ? "" : text("Enter a day until today.")], ["reason", values.reason ? "" : text("Say what was seen.")]];

function unitField(values, errors) {
  const units = [...table("unit").values()].map((unit) => [unit.id, unit.name]);
  return select("unit", text("Commune"), units, { value: values.unit ?? (units.length === 1 ? units[0][0] : ""), error: errors.get("unit") ?? "" });
}

/** Propose that a place has closed or moved. */
export function registerScreen(context, place) {
  context.title(text("Correct the register"));
  context.back(`#/place/${place.id}`, place.name);
  const what = () => [["closed", text("It has closed")], ["moved", text("It has moved")]];
  const { form, send } = asked((values, errors, redraw) => [
    select("what", text("What is different"), what(), { value: values.what ?? "", error: errors.get("what") ?? "", onchange: (event) => redraw({ what: event.target.value }) }),
    ...common(values, errors),
    ...(values.what === "moved" ? [input("address", text("New address"), { value: values.address ?? "", maxlength: 300, error: errors.get("address") ?? "" }), unitField(values, errors)] : []),
  ], (values) => [["what", values.what ? "" : text("Choose what is different.")], ...commonFaults(values), ["address", values.what === "moved" && !values.address ? text("Enter the new address.") : ""]],
  async (values) => {
    await proposeToRegister({ establishment: place.id, inspection: context.query.get("visit"), what: values.what, from_on: values.from_on, reason: values.reason,
      name: "", type: "", address: values.address ?? "", unit: values.unit || null, ...(await here()) });
    await go(`#/place/${place.id}`, ["success", text("The proposal goes to the office, which decides.")]);
  }, text("Propose to the office"));
  context.bar(link(text("Back"), `#/place/${place.id}`), send);
  return [pageHead(text("Correct the register"), { caption: place.name, lead: text("The register is changed by the office; this is a proposal.") }), form];
}

screen("new-place", (context) => {
  context.title(text("A new place was found"));
  context.back("#/find", text("Find an establishment"));
  const types = [...table("establishment_type").values()].sort((one, other) => one.sort - other.sort).map((type) => [type.id, spoken(type)]);
  const { form, send } = asked((values, errors) => [
    input("name", text("Name on the sign"), { value: values.name ?? "", maxlength: 200, error: errors.get("name") ?? "" }),
    select("type", text("Type of business"), types, { value: values.type ?? "", error: errors.get("type") ?? "" }),
    input("address", text("Address"), { value: values.address ?? "", maxlength: 300, error: errors.get("address") ?? "" }),
    unitField(values, errors), ...common(values, errors),
  ], (values) => [["name", values.name ? "" : text("Enter the name.")], ["type", values.type ? "" : text("Choose the type of business.")],
    ["address", values.address ? "" : text("Enter the address.")], ["unit", values.unit ? "" : text("Choose the commune.")], ...commonFaults(values)],
  async (values) => {
    await proposeToRegister({ establishment: null, inspection: null, what: "new", ...values, ...(await here()) });
    await go("#/find", ["success", text("The proposal goes to the office, which decides.")]);
  }, text("Propose to the office"));
  context.bar(link(text("Back"), "#/find"), send);
  return [pageHead(text("A new place was found"), { lead: text("The position of the tablet is sent along. The office enters the place in the register.") }), form];
});
