/* How is the copy handed over? Each paper with its receipt: printed, or its code shown as large as the tablet is.
   Afterwards the tablet keeps nothing readable, so it remembers whether that was done and warns before sending. */

import { photosOf } from "../blobs.js";
import { contentOf } from "../content.js";
import { h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { actions, button, link, pageHead } from "../parts.js";
import { codeOf } from "../receipt.js";
import { store } from "../store.js";
import { text } from "../texts.js";
import { codeImage, commitmentSheet, recordSheet } from "./copy.js";

// A commitment signed outside a visit can be handed over until the tablet is locked.
const signedAlone = new Map();
store.addEventListener("state", () => signedAlone.clear());

const kindsOf = ({ commitment }) => (commitment ? ["record", "commitment"] : ["record"]);

/** Whether each paper of a signed visit was printed or its code shown. */
const isHanded = ({ kept }) => kindsOf(kept).every((kind) => kept.handed?.[kind]);

async function noteHanded(draft, kinds) {
  const now = store.now();
  draft.kept.handed = { ...draft.kept.handed, ...Object.fromEntries(kinds.map((kind) => [kind, now])) };
  await draft.save();
}

/** What to say before the record is sent, or null: nobody has got a copy yet. */
export function copyFirst(draft, way) {
  return !draft?.kept.concluded || isHanded(draft) ? null
    : notice("warning", text("The copy has neither been printed nor its code shown; once the record is sent, this tablet keeps no readable copy."),
      actions(link(text("Copy for the establishment"), `${way}/copy`, { icon: "document" })));
}

async function commitmentPaper({ id, shown, signed_at, ...said }) {
  const code = await codeOf({ object: id, kind: "commitment", hash: shown, signedAt: signed_at });
  return { kind: "commitment", name: text("Commitment"), code, sheet: commitmentSheet(said, code) };
}

async function recordPaper(visit, draft) {
  const { shown, signed_at } = draft.kept.concluded;
  draft.photos = await photosOf(visit.id);
  const code = await codeOf({ object: visit.id, kind: "record", hash: shown, signedAt: signed_at });
  return { kind: "record", name: text("Inspection record"), code, sheet: recordSheet(visit, contentOf(visit, draft), code) };
}

/** The papers of a visit: {papers, way, back, note}; null where nothing readable is left. */
async function ofVisit(visit) {
  const draft = await Draft.of(visit.id);
  if (!draft?.kept.concluded) {
    return null;
  }
  const { commitment } = draft.kept;
  const papers = [await recordPaper(visit, draft), commitment ? await commitmentPaper(commitment) : null].filter(Boolean);
  return { papers, way: `#/visit/${visit.id}`, back: [`#/visit/${visit.id}/record`, text("Inspection record")], note: (kinds) => noteHanded(draft, kinds) };
}

async function ofPlace(id) {
  const copy = signedAlone.get(id);
  return copy ? { papers: [await commitmentPaper(copy)], way: `#/commitment/${id}`, back: [`#/place/${id}`, text("Establishment")], note: () => {} } : null;
}

/** Keep a commitment that was signed outside a visit, in memory only. */
export const keepSignedAlone = (place, copy) => signedAlone.set(place, copy);

function gone(context, back) {
  context.title(text("Copy for the establishment"));
  context.back(...back);
  return [pageHead(text("Copy for the establishment")), notice("information", text("This tablet keeps no readable copy any more. The office prints copies."))];
}

/** Take note of printing, by the button or by the browser's own menu. */
function watchPrinting(context, set) {
  const printed = () => set.note(set.papers.map(({ kind }) => kind));
  window.addEventListener("beforeprint", printed);
  context.leave(() => window.removeEventListener("beforeprint", printed));
}

function copyPage(context, set) {
  context.title(text("Copy for the establishment"));
  context.back(...set.back);
  watchPrinting(context, set);
  context.bar(link(text("Back"), set.back[0]), button(text("Print"), () => window.print(), { kind: "primary", icon: "document" }));
  const hasNumber = set.papers.some(({ kind }) => kind === "record");
  const codes = set.papers.map(({ kind, name }) => link(text("Show the code: {paper}", { paper: name }), `${set.way}/code?paper=${kind}`));
  return [
    h("div", { class: "no-print" },
      pageHead(text("Copy for the establishment"), { lead: hasNumber ? text("The number of the record is given by the office when it arrives.") : "" }),
      set.papers.some(({ code }) => !code) ? notice("information", text("No receipt can be made before the tablet has talked to the office once more."))
        : [h("p", {}, text("Print the copy, or let the owner scan the code below each paper. It opens the page of the office that checks it, also later.")), actions(codes)]),
    set.papers.map(({ sheet }) => sheet),
  ];
}

async function codePage(context, set) {
  const paper = set.papers.find(({ kind }) => kind === context.query.get("paper")) ?? set.papers[0];
  context.title(text("Code of the copy"));
  context.back(`${set.way}/copy`, text("Copy for the establishment"));
  if (!paper.code) {
    return copyPage(context, set);
  }
  context.bar(link(text("Back"), `${set.way}/copy`),
    ...set.papers.filter((other) => other !== paper).map(({ kind, name }) => link(text("Show the code: {paper}", { paper: name }), `${set.way}/code?paper=${kind}`)));
  await set.note([paper.kind]);
  return h("div", { class: "code-screen" },
    h("h1", { class: "code-screen__title" }, paper.name), codeImage(paper.code.address, text("QR receipt")),
    h("p", {}, text("The owner scans this code with the camera of a phone and keeps the page that opens.")),
    h("p", { class: "code-screen__mark" }, text("Tablet number {number}, mark of the content {mark}", paper.code)));
}

const pageFor = (page, setOf) => async (context, subject) => {
  const set = await setOf(subject);
  return set ? page(context, set) : gone(context, subject.id ? [`#/visit/${subject.id}/record`, text("Inspection record")] : [`#/place/${subject}`, text("Establishment")]);
};

/** The papers of a visit, to print or to be scanned. */
export const copyScreen = pageFor(copyPage, ofVisit);
/** The code of one paper of a visit, as large as the tablet is. */
export const codeScreen = pageFor(codePage, ofVisit);
/** The same of a commitment that was signed outside a visit. */
export const commitmentCopy = pageFor(copyPage, ofPlace);
export const commitmentCode = pageFor(codePage, ofPlace);
