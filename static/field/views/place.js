/* What is known of an establishment on the way? Its history in short, and what can be done there. */

import { screen } from "../app.js";
import { h, notice } from "../dom.js";
import { localDay, otherVisits, placeOf, spoken, typeOf, visitRows, wholeAddress, wordOf, writtenDay } from "../ledger.js";
import { officeSays, table } from "../pack.js";
import { actions, link, pageHead, section, summaryList, syncBadge } from "../parts.js";
import { lease } from "../sync.js";
import { store } from "../store.js";
import { moment, text } from "../texts.js";
import { yearlyVisit } from "./announce.js";
import { registerScreen } from "./register.js";

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
