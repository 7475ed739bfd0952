/* How does a visit begin at the door? Time, members present, once a year: as templates/fieldwork/announce.html. */

import { announce, attempt } from "../acts.js";
import { go } from "../app.js";
import { h, notice } from "../dom.js";
import {
  choices, instantOf, localDay, localInput, membersOf, otherVisits, placeOf, wholeAddress, wordOf, writtenDay,
} from "../ledger.js";
import { secondVisitNeedsGround, standsAgainst } from "../once_a_year.js";
import { area, button, byField, errorSummary, input, link, once, pageHead, select, summaryList, ticks } from "../parts.js";
import { quorumFaults, startFaults } from "../quorum.js";
import { store } from "../store.js";
import { text } from "../texts.js";

const TEAM_POSTS = { leader: "Team leader", deputy: "Deputy leader", member: "Member" };

/** What an earlier visit of the year was, in one line. */
export function yearlyVisit({ on, who, state }) {
  const day = writtenDay(on);
  return state ? `${day}: ${wordOf("state", state)}, ${who}` : `${day}: ${text("inspection by {agency}", { agency: who })}`;
}

/** The notice on other visits of the year, or null. */
export function yearNotice(others) {
  if (others.length === 0) {
    return null;
  }
  const stand = others.some(standsAgainst);
  return notice("warning", stand ? text("Already visited this year") : text("Also planned for this year"),
    h("ul", { class: "list" }, others.map((other) => h("li", {}, yearlyVisit(other)))),
    stand ? text("A second inspection in the calendar year needs a ground of the law and the paper that shows it.") : null);
}

/** The fields of the door: time, members, others present. */
export function doorFields(said, members, errors) {
  const named = members.map((member) => [member.id, member.full_name,
    [text(TEAM_POSTS[member.team_post] ?? "Member"), member.agency, member.may_record ? text("may make records of violations") : ""].filter(Boolean).join(" · ")]);
  return [
    input("started_at", text("Time of the announcement"), { type: "datetime-local", value: said.started_at, error: errors.get("started_at") ?? "" }),
    ticks("members", text("Members of the team present"), named, {
      values: said.members, error: errors.get("members") ?? "",
      hint: text("At least three, the leader or a deputy among them, and one who may make records of violations."),
    }),
    area("others_present", text("Others present"), { value: said.others_present, rows: 2, hint: text("Representatives of the establishment and of the commune, witnesses.") }),
  ];
}

/** The fields of a second visit in the year. */
export function secondFields(said, errors) {
  return [
    select("second_ground", text("Ground for a second inspection in the year"), choices("second_ground"), { value: said.second_ground, error: errors.get("second_ground") ?? "" }),
    input("second_reference", text("Paper that shows the ground"), {
      value: said.second_reference, maxlength: 300, error: errors.get("second_reference") ?? "", hint: text("Number and date of the paper; no names of informants."),
    }),
  ];
}

/** Read a form of the door. */
export function saidIn(form) {
  const data = new FormData(form);
  const one = (name) => String(data.get(name) ?? "");
  return {
    started_at: one("started_at"), members: data.getAll("members").map(String), others_present: one("others_present"),
    second_ground: one("second_ground"), second_reference: one("second_reference"), ground: one("ground"), reference: one("reference"),
  };
}

/** What stands against beginning, by field. */
export function doorFaults(said, { members, visit, others }) {
  const present = members.filter((member) => said.members.includes(member.id));
  const faults = said.started_at
    ? startFaults(instantOf(said.started_at), { earliest: visit.earliest ?? null, opensAt: visit.opens_at ?? null, at: store.now() })
    : [{ field: "started_at", sentence: "Enter day and time of the announcement.", values: {} }];
  faults.push(...quorumFaults(present));
  const ground = said.second_ground || visit.second_ground || "";
  const reference = said.second_reference || visit.second_reference || "";
  if (secondVisitNeedsGround(others.filter(standsAgainst).length, ground, reference)) {
    faults.push({
      field: ground ? "second_reference" : "second_ground", values: { year: said.started_at.slice(0, 4) },
      sentence: "This establishment was already visited in {year}. Choose the ground for a second inspection and name the paper that shows it; otherwise the visit cannot begin.",
    });
  }
  return { faults: byField(faults), present };
}

function decisionRows(visit, place) {
  return [
    [text("Address"), wholeAddress(place)],
    [text("Decision"), visit.decision_number ? text("{number} of {day}", { number: visit.decision_number, day: writtenDay(visit.decision_signed_on) }) : ""],
    [text("Issued by"), [visit.issuer_post, visit.issuer_name].filter(Boolean).join(" – ")],
    [text("Scope"), visit.scope],
    [text("Kind of inspection"), wordOf("mode", visit.mode)],
  ];
}

export function announceScreen(context, visit) {
  const place = placeOf(visit.establishment);
  context.title(text("Announce the decision"));
  context.back("#/today", text("Today's visits"));
  const said = { started_at: localInput(store.now()), members: [], others_present: "", second_ground: "", second_reference: "" };
  const form = h("form", { class: "form", id: "announcement", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (errors = new Map()) => {
    const day = said.started_at.slice(0, 10) || localDay(store.now());
    const members = membersOf(visit.team, day);
    const others = otherVisits(visit.establishment, day.slice(0, 4), visit.id);
    const second = others.some(standsAgainst) && !visit.second_ground;
    form.replaceChildren(...[errorSummary(errors), ...doorFields(said, members, errors), ...(second ? secondFields(said, errors) : [])].filter(Boolean));
    return { members, others };
  };
  let known = draw();
  const begin = async () => {
    Object.assign(said, saidIn(form));
    known = draw();
    const { faults, present } = doorFaults(said, { ...known, visit });
    if (faults.size > 0) {
      draw(faults);
      return;
    }
    await announce(visit, {
      started_at: instantOf(said.started_at), members: said.members, others_present: said.others_present,
      second_ground: said.second_ground, second_reference: said.second_reference,
    }, present);
    await go(`#/visit/${visit.id}`);
  };
  context.bar(link(text("Could not inspect"), `#/visit/${visit.id}/attempt`),
    once(button(text("Announce and begin"), null, { kind: "primary" }), begin));
  return [
    pageHead(text("Announce the decision"), { caption: place?.name }),
    summaryList(decisionRows(visit, place)),
    yearNotice(known.others),
    visit.second_ground
      ? notice("information", null, text("Ground for the second inspection: {ground} ({reference}).", { ground: wordOf("ground", visit.second_ground), reference: visit.second_reference })) : null,
    form,
  ];
}

/** The place was closed or nobody was there: an attempt, no inspection. */
export function attemptScreen(context, visit) {
  const place = placeOf(visit.establishment);
  context.title(text("Could not inspect"));
  context.back("#/today", text("Today's visits"));
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (values, errors = new Map()) => form.replaceChildren(...[errorSummary(errors),
    ticks("kind", text("Why the team could not inspect"), choices("attempt_kind"), { type: "radio", values: [values.kind], error: errors.get("kind") ?? "" }),
    input("reason", text("Reason"), { value: values.reason, maxlength: 300, error: errors.get("reason") ?? "", hint: text("For example: doors locked, nobody answered, moved away.") }),
  ].filter(Boolean));
  draw({ kind: "", reason: "" });
  const keep = async () => {
    const data = new FormData(form);
    const values = { kind: data.get("kind") ?? "", reason: String(data.get("reason") ?? "").trim() };
    const errors = new Map([["kind", values.kind ? "" : text("Choose what happened.")], ["reason", values.reason ? "" : text("Enter the reason.")]].filter(([, words]) => words));
    if (errors.size > 0) {
      draw(values, errors);
      return;
    }
    await attempt(visit.id, values.kind, values.reason);
    await go("#/today", ["success", text("The attempt is recorded. It does not count as an inspection.")]);
  };
  context.bar(link(text("Back"), "#/today"), once(button(text("Record the attempt"), null, { kind: "primary" }), keep));
  return [
    pageHead(text("Could not inspect"), { caption: place?.name, lead: text("An attempt does not count as an inspection. The standing agency sees it and plans anew.") }),
    form,
  ];
}
