/* What is written during a visit? The checklist, words, recommendations, place: as templates/fieldwork/visit.html. */

import { nameForgotten } from "../acts.js";
import { go } from "../app.js";
import { linesOf } from "../completeness.js";
import { h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { placeOf, spoken, wholeAddress, wordOf, writtenDay } from "../ledger.js";
import { officeSays, table } from "../pack.js";
import {
  actions, anchor, appendTo, area, button, disclosure, input, link, pageHead, reveal, section, stock, summaryList, syncBadge, trouble,
} from "../parts.js";
import { store } from "../store.js";
import { clockTime, moment, text } from "../texts.js";
import { checklist, numberField, remarksOn } from "./questions.js";
import { photoStrip } from "./photos.js";
import { positionField } from "./position.js";

const FLUSH_EVERY = 120_000;
const MOST_LINES = 20;

/** Stock sentences of a kind, in Vietnamese as records are written. */
export const phrasesOf = (kind) => [...table("phrase").values()]
  .filter((phrase) => phrase.kind === kind).sort((one, other) => one.sort - other.sort).map((phrase) => phrase.vi);

/** The state of saving, in words, kept in step with the draft. */
function saveState(draft, context) {
  const state = h("p", { class: "save-state", role: "status" });
  const listen = (word, error) => {
    if (word === "saved") {
      state.dataset.state = "saved";
      state.textContent = text("Saved {time}", { time: clockTime(draft.savedAt) });
    } else if (word === "failed") {
      state.dataset.state = "stopped";
      state.textContent = text("Not saved on this tablet: {error}", { error: error.name === "QuotaExceededError" ? text("its storage is full") : error.message });
    }
  };
  draft.listeners.add(listen);
  context.leave(() => draft.listeners.delete(listen));
  return state;
}

/** Do it once, after the next frame: first the answer is shown, then what depends on it. */
function soon(callback) {
  let planned = false;
  return () => {
    if (!planned) {
      planned = true;
      requestAnimationFrame(() => window.setTimeout(() => {
        planned = false;
        callback();
      }));
    }
  };
}

/** What the parts of the page share: the draft, typing into it, what follows from it. */
function formOf(context, draft) {
  const form = {
    draft, mirrors: [], remarks: officeSays(draft.id)?.remarks ?? [],
    leave: (callback) => context.leave(callback),
    put(name, typed, error = null) {
      show(name, draft.put(name, typed), error);
      afterPaint();
    },
    follow() {},
  };
  const afterPaint = soon(() => form.follow());
  return form;
}

function show(name, fault, error) {
  const box = document.getElementById(anchor(name));
  box?.toggleAttribute("aria-invalid", Boolean(fault));
  if (fault) {
    box?.setAttribute("aria-invalid", "true");
  }
  const place = error ?? document.getElementById(`${anchor(name)}-said`);
  if (place) {
    place.hidden = !fault;
    place.textContent = fault ? text(fault.sentence, fault.values) : "";
  }
}

function words(form, name, rows, { kind = null, hint = "" } = {}) {
  const field = area(name, wordOf("field", name), { value: form.draft.entries[name] ?? "", rows, hint, oninput: (event) => form.put(name, event.target.value) });
  const box = field.querySelector("textarea");
  box.before(h("p", { class: "field__error", id: `${anchor(name)}-said`, hidden: true }));
  return [field, remarksOn(form.remarks, name), kind ? stock(name, phrasesOf(kind), (sentence) => appendTo(box, sentence)) : null];
}

function line(form, position, redraw) {
  const name = `recommendation.${position}`;
  const label = text("Recommendation {position}", { position });
  const due = form.draft.entries[`${name}.due_on`] ?? "";
  const what = area(`${name}.text`, text("What is to be put right"), { value: form.draft.entries[`${name}.text`] ?? "", rows: 2, oninput: (event) => form.put(`${name}.text`, event.target.value) });
  const by = input(`${name}.due_on`, text("Deadline"), { type: "date", value: due, onchange: (event) => form.put(`${name}.due_on`, event.target.value) });
  by.append(h("p", { class: "field__error", id: `${anchor(`${name}.due_on`)}-said`, hidden: true }));
  const remove = () => {
    form.put(`${name}.text`, "");
    form.put(`${name}.due_on`, "");
    redraw();
  };
  return h("fieldset", { class: "field stack", id: anchor(name) }, h("legend", { class: "field__label" }, label),
    remarksOn(form.remarks, `recommendation:${position}`), what,
    stock(`${name}.text`, phrasesOf("recommendation"), (sentence) => appendTo(what.querySelector("textarea"), sentence)), by,
    form.draft.entries[`${name}.text`] ? button(text("Remove recommendation {position}", { position }), remove, { kind: "quiet", icon: "cross" }) : null);
}

function recommendations(form) {
  const box = h("div", { class: "stack" });
  const draw = (more = 0) => {
    const used = linesOf(form.draft.entries).map(({ position }) => position);
    const free = Math.max(0, ...used) + 1;
    const shown = [...used, ...Array.from({ length: used.length === 0 ? 1 : more }, (_, at) => free + at)].slice(0, MOST_LINES);
    box.replaceChildren(...shown.map((position) => line(form, position, draw)));
  };
  draw();
  return [remarksOn(form.remarks, "recommendations"), box, h("p", {}, button(text("Add a recommendation"), () => draw(1)))];
}

function violationsPart(form) {
  const list = form.draft.kept.violations;
  const behaviours = table("violation_behaviour");
  return [
    list.length === 0 ? h("p", { class: "muted" }, text("None")) : h("ul", { class: "list" }, list.map((one) =>
      h("li", {}, spoken(behaviours.get(one.behaviour) ?? [...behaviours.values()].find((row) => row.key === one.behaviour)) || one.behaviour, `: ${one.description} `,
        link(text("Drop"), `#/visit/${form.draft.id}/drop?violation=${one.violation}`, { kind: "quiet", more: one.description })))),
    remarksOn(form.remarks, "violations"),
    actions(link(text("Record a violation"), `#/visit/${form.draft.id}/violation`, { icon: "warning" })),
  ];
}

function head(visit, draft, place) {
  return disclosure(text("Establishment, decision, members present"), [
    summaryList([
      [text("Address"), place ? wholeAddress(place) : ""],
      [text("Representative"), place?.representative],
      [text("Decision"), visit.decision_number ? text("{number} of {day}", { number: visit.decision_number, day: writtenDay(visit.decision_signed_on) }) : ""],
      [text("Announced"), moment(draft.kept.started_at)],
      [text("Members present"), draft.kept.present.map((person) => person.full_name).join(", ")],
    ]),
    place ? actions(link(text("History of the place"), `#/place/${place.id}`), link(text("Correct the register"), `#/place/${place.id}/register?visit=${visit.id}`)) : null,
  ]);
}

function keepFlushed(context, draft) {
  const flush = () => draft.flush().catch((error) => console.error(error));
  const hidden = () => document.visibilityState === "hidden" && flush();
  const timer = window.setInterval(flush, FLUSH_EVERY);
  document.addEventListener("visibilitychange", hidden);
  context.leave(() => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", hidden);
    if (store.state === "open") {
      flush();
    }
  });
}

async function check(draft) {
  if (draft.refused.size > 0) {
    reveal(anchor([...draft.refused.keys()][0]));
    return;
  }
  await draft.save();
  await go(`#/visit/${draft.id}/missing`);
}

/** The parts below the checklist, and the papers beside the record. */
function sections(form) {
  const others = text("Name and capacity of those who take part officially; no guests, no workers.");
  return [
    section(text("Findings and opinions"), "words", [words(form, "findings", 5, { kind: "finding" }),
      words(form, "owner_opinion", 4, { kind: "owner_opinion" }), words(form, "conclusion", 4)]),
    section(text("Recommendations"), "recommendations", recommendations(form)),
    section(text("Place and persons"), "place-section", [words(form, "place", 2), words(form, "others_present", 2, { hint: others }),
      positionField(form), numberField(form, "copies", wordOf("field", "copies"))]),
    section(text("Photos of the place"), "photos", [remarksOn(form.remarks, "photos"), photoStrip(form, "")]),
  ];
}

function papers(form) {
  const way = `#/visit/${form.draft.id}`;
  return [
    section(text("Violations of this visit"), "violations", violationsPart(form)),
    section(text("Further papers of this visit"), "papers", actions(link(text("Sign the commitment"), `${way}/commitment`))),
    disclosure(text("Interrupt or stop the visit"),
      actions(link(text("Suspend the visit"), `${way}/suspend`), link(text("Stop the visit for good"), `${way}/stop`, { kind: "danger" }))),
  ];
}

/** Keep the questions, the way to the next open one and the sentence that nothing is missing in step. */
function followUp(form, list, next, complete) {
  return () => {
    list.follow();
    const open = form.draft.missing().length;
    next.hidden = open === 0;
    if ((open === 0) !== (complete.childElementCount > 0)) {
      complete.replaceChildren(...(open === 0 ? [notice("success", text("Nothing is missing. The record can be signed."))] : []));
    }
  };
}

/** The record while the visit lasts. */
export async function recordScreen(context, visit) {
  const draft = await Draft.of(visit.id);
  const place = placeOf(visit.establishment);
  context.title(text("Record of the visit"));
  context.back("#/today", text("Today's visits"));
  if (!draft) {
    return notice("warning", text("This visit has not begun on this tablet."));
  }
  await nameForgotten(draft);
  const form = formOf(context, draft);
  const list = checklist(form);
  const next = button(text("Next open question"), () => {
    const first = draft.missing()[0];
    return first ? reveal(anchor(first.field)) : check(draft);
  });
  const complete = h("div", {});
  form.follow = followUp(form, list, next, complete);
  form.follow();
  keepFlushed(context, draft);
  context.bar(saveState(draft, context),
    h("div", { class: "field-bar__next" }, next, button(text("Check and sign"), () => check(draft), { kind: "primary" })));
  const at = context.query.get("at");
  if (at) {
    window.setTimeout(() => reveal(anchor(at)));
  }
  return [
    pageHead(text("Record of the visit"), { caption: place?.name, state: syncBadge(visit.id, context) }),
    await trouble(visit.id), head(visit, draft, place), complete,
    h("form", { class: "form", id: "record", novalidate: true, onsubmit: (event) => event.preventDefault() }, list.nodes, sections(form)),
    papers(form),
  ];
}

/** What is still missing before signing, each a way to its place. */
export async function missingScreen(context, visit) {
  const draft = await Draft.of(visit.id);
  const place = placeOf(visit.establishment);
  context.title(text("Check before signing"));
  context.back(`#/visit/${visit.id}`, text("Back to the record"));
  const faults = draft.missing();
  const odd = draft.oddities();
  const way = (fault) => `#/visit/${visit.id}?at=${encodeURIComponent(fault.field)}`;
  const said = (fault) => {
    const item = draft.items.find((one) => one.code === fault.values.code);
    return fault.sentence === "Question {code}" && item ? `${item.code}. ${shortened(spoken(item))}` : text(fault.sentence, fault.values);
  };
  context.bar(...(faults.length > 0
    ? [link(text("Back to the record"), way(faults[0]), { kind: "primary" })]
    : [link(text("Back to the record"), `#/visit/${visit.id}`), link(text("Go on to sign"), `#/visit/${visit.id}/sign`, { kind: "primary" })]));
  return [
    pageHead(text("Check before signing"), { caption: place?.name }),
    h("div", { class: "missing", id: "missing" }, faults.length > 0
      ? [h("h2", { class: "missing__title" }, text("Missing before signing: {count}", { count: faults.length })),
        h("ol", { class: "missing__list" }, faults.map((fault) => h("li", {}, h("a", { href: way(fault) }, said(fault)))))]
      : h("p", { class: "missing__none" }, text("Nothing is missing. The record can be signed."))),
    odd.length > 0 ? notice("information", text("Please read these once more"),
      h("ul", { class: "list" }, odd.map((fault) => h("li", {}, h("a", { href: way(fault) }, text(fault.sentence, fault.values)))))) : null,
    faults.length === 0 ? actions(link(text("The establishment refuses to sign"), `#/visit/${visit.id}/refuse`)) : null,
  ];
}

const shortened = (sentence) => (sentence.length > 110 ? `${sentence.slice(0, 108)} …` : sentence);

