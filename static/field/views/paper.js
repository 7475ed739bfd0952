/* How does the record read before it is signed? The same content and order as templates/fieldwork/_paper.html. */

import { badge, h } from "../dom.js";
import { thumbnailUrl } from "../blobs.js";
import { wordOf, writtenDay } from "../ledger.js";
import { paragraphs, section, summaryList } from "../parts.js";
import { moment, text } from "../texts.js";
import { remarksOn } from "./questions.js";

const TONES = { yes: "success", no: "danger", na: "neutral" };

function answerOf({ value, count, total }) {
  return [value ? badge(TONES[value], wordOf("answer", value)) : badge("warning", text("Not answered")),
    count === null ? null : h("span", { class: "numeric" }, ` ${count}${total === null ? "" : `/${total}`}`)];
}

function pictures(photos, context) {
  if (photos.length === 0) {
    return null;
  }
  return h("ul", { class: "photos__list", "aria-label": text("Photos") }, photos.map(({ photo, caption }) => {
    const image = h("img", { alt: caption || text("Photo without caption"), width: 160, height: 120 });
    thumbnailUrl(photo).then((address) => {
      if (address) {
        image.src = address;
        context.leave(() => URL.revokeObjectURL(address));
      }
    });
    return h("li", { class: "photo" }, h("span", { class: "photo__picture" }, image), caption ? h("p", {}, caption) : null);
  }));
}

function answersIn(said, context, remarks) {
  const sections = new Map();
  said.answers.forEach((answer) => sections.set(answer.section, [...(sections.get(answer.section) ?? []), answer]));
  return [...sections].map(([title, answers], at) => section(title, `section-${at + 1}`,
    h("ul", { class: "paper-answers" }, answers.map((answer) => h("li", { class: "paper-answer" },
      h("p", {}, `${answer.code}. ${answer.question}`),
      h("p", {}, answerOf(answer)), paragraphs(answer.note), remarksOn(remarks, `answer:${answer.code}`),
      pictures(said.photos.filter((photo) => photo.item === answer.code), context))))));
}

function peopleIn(said) {
  return h("ul", { class: "list" }, said.team.present.map((person) => h("li", {},
    [person.full_name, person.post_title, person.agency].filter(Boolean).join(", "), person.is_leader ? ` (${text("leads the visit")})` : "")));
}

function placePart({ establishment: place }) {
  return section(text("Establishment"), "establishment", [
    summaryList([[text("Name"), place.name], [text("Type"), place.type], [text("Legal form"), wordOf("legal_form", place.legal_form)],
      [text("Address"), place.address], [text("Representative"), place.representative]]),
    place.licences.length === 0 ? null : h("ul", { class: "list" }, place.licences.map((one) =>
      h("li", {}, `${wordOf("licence_kind", one.kind)}: ${one.number} (${wordOf("licence_state", one.state)})`))),
  ]);
}

function visitPart(said) {
  const { decision } = said;
  return section(text("Inspection"), "inspection", [
    summaryList([
      [text("Number of the record"), said.number || text("given by the office")],
      [text("Kind of inspection"), wordOf("mode", said.mode)],
      [text("Decision"), decision ? text("{number} of {day}", { number: decision.number, day: writtenDay(decision.signed_on) }) : ""],
      [text("Issued by"), decision ? [decision.issuer_post, decision.issuer_name].filter(Boolean).join(" – ") : ""],
      [text("Begun"), moment(said.started_at)], [text("End of the visit"), said.ended_at ? moment(said.ended_at) : said.number ? "" : text("when signing")],
      [text("Place of the inspection"), said.place], [text("Team"), said.team.name],
    ]),
    peopleIn(said),
    said.others_present ? h("div", {}, h("strong", {}, `${text("Others present")}:`), paragraphs(said.others_present)) : null,
  ]);
}

/** The record as a document; `remarks` of reviewers stand beside the fields concerned. */
export function thePaper(said, context, remarks = []) {
  const lines = said.recommendations.filter((line) => line.text);
  const there = said.photos.filter((photo) => !photo.item);
  return [
    visitPart(said), placePart(said),
    section(text("Numbers of workers"), "paper-workers", summaryList(Object.entries(said.workers).map(([name, count]) => [wordOf("field", name), count === null ? "" : String(count)]))),
    answersIn(said, context, remarks),
    section(text("Findings and opinions"), "paper-words", [["findings", "owner_opinion", "conclusion"].map((name) => remarksOn(remarks, name)), summaryList([[text("Findings"), paragraphs(said.findings)],
      [text("Opinion of the establishment"), paragraphs(said.owner_opinion)], [text("Conclusion of the team"), paragraphs(said.conclusion)]])]),
    section(text("Recommendations"), "paper-recommendations", lines.length === 0 ? h("p", { class: "muted" }, text("None"))
      : h("ol", { class: "list list--numbers" }, lines.map((line) => h("li", {}, line.text, line.due_on ? ` – ${text("by {day}", { day: writtenDay(line.due_on) })}` : ""))), { count: lines.length }),
    there.length > 0 ? section(text("Photos of the place"), "paper-photos", pictures(there, context)) : null,
  ];
}

/** The signatures under it. */
export function theSignatures(said) {
  return section(text("Signatures"), "signatures", h("ul", { class: "photos__list" }, said.signatures.map((one) => h("li", { class: "photo" },
    h("p", { class: "field__label" }, wordOf("signature_role", one.role)),
    one.image ? h("p", { class: "photo__picture" }, h("img", { src: one.image, alt: text("Drawn signature of {name}", { name: one.full_name }), width: 300, height: 120 }))
      : h("p", {}, text("Signed by typing the name")),
    h("p", {}, h("strong", {}, one.full_name), one.post_title ? [h("br"), one.post_title] : null)))));
}
