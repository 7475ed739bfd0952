/* What is known of an establishment on the way? Its history in short, and what can be done there. */

import { beginUnplanned, proposeToRegister } from "../acts.js";
import { go, screen } from "../app.js";
import { h, notice } from "../dom.js";
import {
  choices, instantOf, localDay, localInput, membersOf, otherVisits, placeOf, spoken, typeOf, visitRows, wholeAddress, wordOf, writtenDay,
} from "../ledger.js";
import { standsAgainst } from "../once_a_year.js";
import { officeSays, table } from "../pack.js";
import { actions, button, errorSummary, input, link, once, pageHead, section, select, summaryList, syncBadge } from "../parts.js";
import { lease } from "../sync.js";
import { store } from "../store.js";
import { moment, text } from "../texts.js";
import { doorFaults, doorFields, saidIn, secondFields, yearlyVisit, yearNotice } from "./announce.js";
import { takePosition } from "./position.js";

const noPlace = () => notice("information", text("This establishment is not on this tablet."));

function facts(place) {
  return summaryList([
    [text("Address"), wholeAddress(place)], [text("Type"), spoken(typeOf(place))], [text("Legal form"), wordOf("legal_form", place.form)],
    [text("Status"), [wordOf("status", place.status), place.since ? text("since {day}", { day: writtenDay(place.since) }) : ""].filter(Boolean).join(", ")],
    [text("Representative"), place.representative], [text("Person responsible for security"), place.security],
    place.complex ? [text("Complex establishment"), place.complex] : null,
    [text("Commitment"), place.committed ? text("signed {day}", { day: writtenDay(place.committed[0]) }) : text("None")],
  ].filter(Boolean));
}

function history(place) {
  const others = otherVisits(place.id, localDay(store.now()).slice(0, 4), null);
  const behaviours = [...table("violation_behaviour").values()];
  const words = (key) => spoken(behaviours.find((row) => row.key === key)) || key;
  return [
    section(text("Inspections"), "inspections", [
      others.length > 0 ? h("ul", { class: "list" }, others.map((visit) => h("li", {}, yearlyVisit(visit)))) : h("p", { class: "muted" }, text("None this year")),
      place.visited?.length ? h("p", {}, `${text("Last inspected")}: ${place.visited.map(writtenDay).join(", ")}`) : null]),
    place.open?.length ? section(text("Open violations"), "open-violations", h("ul", { class: "list" }, place.open.map(([on, key, state, due]) =>
      h("li", {}, `${writtenDay(on)}: ${words(key)} – ${wordOf("violation_state", state)}${due ? `, ${text("by {day}", { day: writtenDay(due) })}` : ""}`)))) : null,
    place.owed?.length ? section(text("Recommendations still open"), "owed", h("ul", { class: "list" }, place.owed.map(([words_, due]) =>
      h("li", {}, `${words_}${due ? ` – ${text("by {day}", { day: writtenDay(due) })}` : ""}`)))) : null,
  ];
}

const PROPOSED = { closed: "It has closed", moved: "It has moved" };
const DECIDED = { open: "The office has not decided yet", accepted: "Taken over by the office", declined: "Declined by the office" };

async function proposalsOf(place, context) {
  const own = [...(await store.all("proposal"))].filter(([, one]) => one.establishment === place.id);
  return own.length === 0 ? null : section(text("Proposed from this tablet"), "proposals", h("ul", { class: "list" }, own.map(([id, one]) => {
    const said = officeSays(id);
    const note = said?.remarks?.[0]?.[2];
    return h("li", {}, `${moment(one.at)}: ${text(PROPOSED[one.what] ?? one.what)} `, said?.inspection_state ? text(DECIDED[said.inspection_state] ?? "") : syncBadge(id, context), note ? ` – ${note}` : "");
  })));
}

function planned(place) {
  const visits = visitRows().filter((visit) => visit.establishment === place.id && ["approved", "in_progress", "suspended", "returned"].includes(visit.state));
  return visits.map((visit) => link(visit.state === "approved" ? text("Begin the planned visit") : text("Open the visit"), `#/visit/${visit.id}`, { kind: "primary" }));
}

screen("place", async (context) => {
  const [id, part] = context.args;
  const place = placeOf(id);
  context.title(place?.name ?? text("Establishment"));
  context.back("#/find", text("Find an establishment"));
  if (!place) {
    return noPlace();
  }
  if (part === "register") {
    return registerScreen(context, place);
  }
  lease([id]).catch(() => {});
  return [
    pageHead(place.name, { caption: text("Establishment") }), facts(place),
    actions(planned(place), link(text("Sign a commitment"), `#/commitment/${id}`), link(text("Correct the register"), `#/place/${id}/register`),
      link(text("Signs of a violation: begin now"), `#/unplanned/${id}`, { kind: "danger" })),
    await proposalsOf(place, context),
    history(place),
  ];
});

// Unplanned visit ----------------------------------------------------------------------------------

screen("unplanned", (context) => {
  const place = placeOf(context.args[0]);
  context.title(text("Unplanned visit"));
  if (!place) {
    return noPlace();
  }
  context.back(`#/place/${place.id}`, place.name);
  const teams = [...table("team").values()].map((team) => [team.id, team.name]);
  const said = { started_at: localInput(store.now()), members: [], others_present: "", second_ground: "", second_reference: "", ground: "signs", reference: "", team: teams[0]?.[0] ?? "" };
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (errors = new Map()) => {
    const day = said.started_at.slice(0, 10) || localDay(store.now());
    const members = membersOf(said.team, day);
    form.replaceChildren(...[errorSummary(errors),
      teams.length > 1 ? select("team", text("Team"), teams, { value: said.team, onchange: (event) => {
        Object.assign(said, saidIn(form), { team: event.target.value, members: [] });
        draw();
      } }) : null,
      select("ground", text("Ground"), choices("surprise_ground"), { value: said.ground, error: errors.get("ground") ?? "" }),
      input("reference", text("What was seen, or the paper that shows it"), { value: said.reference, maxlength: 200, error: errors.get("reference") ?? "", hint: text("No names of informants.") }),
      ...doorFields(said, members, errors)].filter(Boolean));
    return members;
  };
  draw();
  const begin = async () => {
    Object.assign(said, { ...saidIn(form), team: said.team });
    const members = membersOf(said.team, said.started_at.slice(0, 10));
    const justified = { second_ground: said.ground, second_reference: said.reference };
    const { faults, present } = doorFaults(said, { members, visit: justified, others: otherVisits(place.id, said.started_at.slice(0, 4), null) });
    if (!said.reference.trim()) {
      faults.set("reference", text("Say what was seen, or name the paper."));
    }
    if (faults.size > 0) {
      draw(faults);
      return;
    }
    const id = await beginUnplanned({
      establishment: place.id, team: said.team, started_at: instantOf(said.started_at), members: said.members, others_present: said.others_present,
      ground: said.ground, reference: said.reference.trim(), second_ground: "", second_reference: "",
    }, present);
    await go(`#/visit/${id}`);
  };
  context.bar(link(text("Back"), `#/place/${place.id}`), once(button(text("Begin the visit"), null, { kind: "primary" }), begin));
  return [
    pageHead(text("Unplanned visit"), { caption: place.name, lead: text("Only on seeing a violation being committed or on the grounds of the decree. No decision is announced; it follows.") }),
    yearNotice(otherVisits(place.id, localDay(store.now()).slice(0, 4), null).filter(standsAgainst)), form,
  ];
});

// Corrections to the register ----------------------------------------------------------------------

async function here() {
  try {
    const { latitude, longitude, accuracy } = await takePosition();
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

function registerScreen(context, place) {
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
