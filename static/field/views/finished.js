/* What can be done with a record that is signed? Read, print, send, add notes; and what the office says of it. */

import { amend, resume, submit } from "../acts.js";
import { go } from "../app.js";
import { photosOf } from "../blobs.js";
import { contentOf } from "../content.js";
import { badge, h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { choices, meta, placeOf, wordOf } from "../ledger.js";
import { officeSays, table } from "../pack.js";
import { actions, area, button, empty, errorSummary, link, once, pageHead, paragraphs, section, select, syncBadge, trouble } from "../parts.js";
import { text } from "../texts.js";
import { copyFirst } from "./handing.js";
import { thePaper, theSignatures } from "./paper.js";
import { agencyWords } from "./questions.js";

const TONES = { accepted: "success", closed: "success", returned: "warning", suspended: "warning", stopped: "danger" };
const AMENDABLE = ["record_signed", "record_refused", "submitted", "returned"];
const SENDABLE = ["record_signed", "record_refused", "returned"];

/** What a remark is on, in words. */
function partOf(field) {
  const [head, rest] = field.split(/[.:]/);
  const item = head === "answer" && [...table("checklist_item").values()].find((one) => one.code === rest);
  if (item) {
    return `${item.code}. ${item.vi}`;
  }
  return head === "recommendation" ? text("Recommendation {position}", { position: rest }) : wordOf("field", field);
}

function remarksPart(id) {
  const said = officeSays(id);
  if (!said?.remarks?.length) {
    return null;
  }
  return section(text("Remarks of the reviewers"), "remarks", h("ul", { class: "list" }, said.remarks.map(([field, agency, words]) =>
    h("li", { dataset: { field } }, h("p", {}, h("strong", {}, partOf(field)), ` – ${agencyWords(agency)}`), paragraphs(words),
      h("p", {}, link(text("Answer with a note"), `#/visit/${id}/amend?field=${encodeURIComponent(noteFieldOf(field))}`, { kind: "quiet", more: partOf(field) })))))
  , { count: said.remarks.length });
}

/** The part of the record to which a note on a remarked field belongs: one line to its list. */
const noteFieldOf = (field) => (field.startsWith("recommendation:") ? "recommendations" : field.startsWith("violation:") ? "violations" : field);

function barOf(context, visit) {
  if (SENDABLE.includes(visit.state)) {
    const send = once(button(text("Send the record"), null, { kind: "primary" }), async () => {
      await submit(visit.id);
      await go("#/today", ["success", text("The record goes to the office as soon as there is a network.")]);
    });
    context.bar(send);
  } else if (visit.state === "suspended") {
    context.bar(once(button(text("Resume the visit"), null, { kind: "primary" }), async () => {
      await resume(visit.id);
      await go(`#/visit/${visit.id}`);
    }));
  }
}

function noticesOf(visit) {
  return [
    visit.state === "returned" ? notice("warning", text("Sent back to be completed")) : null,
    visit.state === "suspended" ? notice("information", text("The visit is suspended"), visit.end_reason) : null,
    visit.state === "in_progress" ? notice("warning", text("This record is not signed.")) : null,
  ];
}

async function words(visit, context) {
  const draft = await Draft.of(visit.id);
  if (!draft) {
    return [empty(text("The record is sealed for the office"), text("After sending, nobody can read it on this tablet. The office's pages show it."))];
  }
  draft.photos = await photosOf(visit.id);
  const content = contentOf(visit, draft);
  return [thePaper(content, context, officeSays(visit.id)?.remarks ?? []),
    content.outcome === "refused" ? section(text("Refusal to sign"), "refusal", paragraphs(content.refusal_reason)) : null,
    content.signatures.length > 0 ? theSignatures(content) : null];
}

/** The record to read: as signed, with what the office says. */
export async function finishedScreen(context, visit) {
  const place = placeOf(visit.establishment);
  context.title(text("Inspection record"));
  context.back("#/today", text("Today's visits"));
  barOf(context, visit);
  const draft = await Draft.of(visit.id);
  const isHere = Boolean(draft?.kept.concluded);
  const frozen = [...SENDABLE, "submitted"].includes(visit.state);
  return [
    pageHead(text("Inspection record"), { caption: place?.name, state: [badge(TONES[visit.state] ?? "information", wordOf("state", visit.state)), " ", syncBadge(visit.id, context)] }),
    await trouble(visit.id), noticesOf(visit), SENDABLE.includes(visit.state) ? copyFirst(draft, `#/visit/${visit.id}`) : null,
    actions(
      frozen && isHere ? link(text("Copy for the establishment"), `#/visit/${visit.id}/copy`, { icon: "document" }) : null,
      AMENDABLE.includes(visit.state) ? link(text("Add a note"), `#/visit/${visit.id}/amend`) : null,
      frozen && draft ? link(text("Sign the commitment"), `#/visit/${visit.id}/commitment`) : null,
      visit.state === "suspended" ? link(text("Stop the visit for good"), `#/visit/${visit.id}/stop`, { kind: "danger" }) : null),
    remarksPart(visit.id),
    await words(visit, context),
  ];
}

/** A note added to a frozen record; what was signed stays as it is. */
export async function amendScreen(context, visit) {
  const place = placeOf(visit.establishment);
  context.title(text("Add a note"));
  context.back(`#/visit/${visit.id}/record`, text("Inspection record"));
  const items = [...table("checklist_item").values()].sort((one, other) => one.section_sort - other.section_sort || one.sort - other.sort);
  const draft = await Draft.of(visit.id);
  const asked = draft ? draft.asked : items;
  const options = [...choices("amendable"), ...asked.map((item) => [`answer:${item.code}`, `${item.code}. ${item.vi}`])];
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (values, errors = new Map()) => form.replaceChildren(...[errorSummary(errors),
    select("field", text("Part of the record"), options, { value: values.field, error: errors.get("field") ?? "" }),
    area("text", text("Note"), { value: values.text, rows: 4, maxlength: meta("limits")?.amendment ?? 5000, error: errors.get("text") ?? "", hint: text("Numbers and facts, no names of third persons.") }),
  ].filter(Boolean));
  draw({ field: context.query.get("field") ?? "", text: "" });
  const keep = async () => {
    const values = Object.fromEntries(new FormData(form));
    const errors = new Map([["field", values.field ? "" : text("Choose the part of the record.")], ["text", values.text.trim() ? "" : text("Enter the note.")]].filter(([, said]) => said));
    if (errors.size > 0) {
      draw(values, errors);
      return;
    }
    await amend(visit.id, values.field, values.text.trim());
    await go(`#/visit/${visit.id}/record`, ["success", text("The note has been added to the record.")]);
  };
  context.bar(link(text("Back"), `#/visit/${visit.id}/record`), once(button(text("Add the note"), null, { kind: "primary" }), keep));
  return [pageHead(text("Add a note"), { caption: place?.name }),
    notice("information", text("What was signed stays as it is. The note stands beside it with your name and the time and cannot be taken back.")), form];
}

