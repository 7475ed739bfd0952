/* How is a commitment signed on the tablet? Read, enter who signs, sign twice: as templates/commitments/sign.html. */

import { signCommitment } from "../acts.js";
import { go, screen } from "../app.js";
import { commitmentHash } from "../content.js";
import { h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { choices, localDay, placeOf, spoken, typeOf, unitOf, wholeAddress, writtenDay } from "../ledger.js";
import { table } from "../pack.js";
import { button, disclosure, errorSummary, input, link, once, pageHead, section, summaryList, ticks } from "../parts.js";
import { store } from "../store.js";
import { text } from "../texts.js";
import { commitmentCode, commitmentCopy, keepSignedAlone } from "./handing.js";
import { Desk } from "./signing.js";

/** The text of the commitment in force on a day for a group of types, or null: {version, part: …}. */
export function commitmentText(day, group, commune) {
  const rows = [...table("commitment_clause").values()]
    .filter((row) => (!row.from || row.from <= day) && (!row.last_day || day <= row.last_day))
    .filter((row) => row.groups === "all" || row.groups.split("|").some((one) => one === "all" || one === group))
    .sort((one, other) => one.sort - other.sort);
  if (rows.length === 0) {
    return null;
  }
  const version = rows.at(-1).version;
  const said = (part) => rows.filter((row) => row.version === version && row.part === part).map((row) => row.text.replaceAll("{commune}", commune));
  return {
    version, title: said("title")[0] ?? "", subject: said("subject")[0] ?? "", addressee: said("addressee")[0] ?? "", preamble: said("preamble")[0] ?? "",
    legal_bases: said("legal_basis"), undertakings: said("undertaking"), liability: said("liability")[0] ?? "", closing: said("closing")[0] ?? "",
  };
}

function toRead(said) {
  return section(text("To be read before signing"), "text", [
    h("div", { class: "prose", lang: "vi" }, h("p", {}, said.preamble), h("ol", { class: "list list--numbers" }, said.undertakings.map((words) => h("li", {}, words))), h("p", {}, said.liability)),
    disclosure(text("Legal bases"), h("ul", { class: "list", lang: "vi" }, said.legal_bases.map((basis) => h("li", {}, basis)))),
  ]);
}

function sides(desk, place, errors) {
  const person = (side, name, post, fallback) => [
    input(`${side}-name`, name, { value: desk.said(`${side}-name`, fallback), maxlength: 120, error: errors.get(`${side}-name`) ?? "", oninput: (event) => desk.put(`${side}-name`, event.target.value) }),
    input(`${side}-post`, post, { value: desk.said(`${side}-post`), maxlength: 160, oninput: (event) => desk.put(`${side}-post`, event.target.value) }),
  ];
  return [
    section(text("For the establishment"), "for-the-establishment", [person("signer", text("Who signs for the establishment"), text("Post or part in the business"), place.representative),
      desk.box("signer", text("Signature for the establishment"), errors.get("signer"))]),
    section(text("For the commune"), "for-the-commune", [person("officer", text("Who signs for the commune"), text("Post"), ""),
      desk.box("officer", text("Signature for the commune"), errors.get("officer"))]),
  ];
}

const fiveYearsAfter = (day) => `${Number(day.slice(0, 4)) + 5}${day.slice(4)}`;

function faultsOf(desk, place, said, today) {
  const named = (side, fallback) => desk.said(`${side}-name`, fallback).trim();
  return new Map([
    ["signed_on", !said.signed_on ? text("Enter a day as dd/mm/yyyy.") : said.signed_on > today ? text("The day of signing cannot be later than today.") : ""],
    ["reason", said.reason ? "" : text("Fill in this field.")],
    ["last_day", said.last_day && (said.last_day < said.signed_on || said.last_day > fiveYearsAfter(said.signed_on)) ? text("The last day lies on or after the day of signing, at most five years later.") : ""],
    ["signer-name", named("signer", place.representative) ? "" : text("Enter the full name.")],
    ["officer-name", named("officer", "") ? "" : text("Enter the full name.")],
    ["signer", desk.boxes.get("signer").isEmpty() ? text("Sign in the box, or type the full name instead.") : ""],
    ["officer", desk.boxes.get("officer").isEmpty() ? text("Sign in the box, or type the full name instead.") : ""],
  ].filter(([, words]) => words));
}

function signatory(desk, side, fallback) {
  const { image, strokes, typed } = desk.boxes.get(side).value();
  return { name: desk.said(`${side}-name`, fallback).trim(), post: desk.said(`${side}-post`).trim(), image, strokes, typed };
}

/** The paper as it was signed, to be printed on the spot. */
function copyOf(place, said, words) {
  return { ...said, text: words, committee: unitOf(place)?.committee ?? "", signing_place: unitOf(place)?.place ?? "",
    establishment: { name: place.name, type: typeOf(place)?.vi ?? "", form: place.form, address: wholeAddress(place), security: place.security } };
}

/** Sign what was read: the operation names its fingerprint, and so does the receipt of the copy. */
async function keep(desk, { place, draft, said, words }) {
  const { id } = desk.kept;
  const copy = copyOf(place, said, words);
  const shown = await commitmentHash(copy);
  const paper = { ...copy, shown, signed_at: new Date(store.now()).toISOString() };
  await signCommitment(id, { ...said, shown }, draft, paper, [["signing", desk.id, undefined]]);
  if (!draft) {
    keepSignedAlone(place.id, { ...paper, id });
  }
}

function impossible(place) {
  return unitOf(place) ? notice("warning", text("No text of a commitment is known for this day."))
    : notice("warning", text("The commune is not known"),
      text("This establishment is not placed in a commune of that day yet, so it cannot be said with whom it signs. Have its place entered in the register first."));
}

async function commitmentScreen(context, place, { draft = null, back }) {
  const today = localDay(store.now());
  const words = commitmentText(today, typeOf(place)?.group ?? "", unitOf(place)?.in_sentence ?? "");
  context.title(text("Sign a commitment"));
  context.back(back, draft ? text("Back to the visit") : text("Back to the establishment"));
  if (!unitOf(place) || !words) {
    return [pageHead(text("Sign a commitment"), { caption: place.name }), impossible(place)];
  }
  const desk = await Desk.of(`commitment-${place.id}`);
  desk.kept.id ??= crypto.randomUUID();
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const values = () => Object.fromEntries(["signed_on", "reason", "last_day"].map((name) => [name, String(new FormData(form).get(name) ?? "")]));
  const draw = (said, errors = new Map()) => form.replaceChildren(...[errorSummary(errors),
    input("signed_on", text("Day of signing"), { type: "date", value: said.signed_on, max: today, error: errors.get("signed_on") ?? "" }),
    ticks("reason", text("Why it is signed now"), choices("signing_reason"), { type: "radio", values: [said.reason], error: errors.get("reason") ?? "" }),
    input("last_day", text("Last day of validity"), { type: "date", value: said.last_day, error: errors.get("last_day") ?? "", hint: text("Leave it empty where the plan sets no end.") }),
    ...sides(desk, place, errors), h("p", { class: "muted" }, text("Once signed, nothing in the commitment changes any more."))].filter(Boolean));
  draw({ signed_on: today, reason: "", last_day: "" });
  const sign = async () => {
    const asked = values();
    const errors = faultsOf(desk, place, asked, today);
    if (errors.size > 0) {
      draw(asked, errors);
      return;
    }
    const said = { establishment: place.id, inspection: draft?.id ?? null, reason: asked.reason, signed_on: asked.signed_on, last_day: asked.last_day || null, version: words.version,
      signer: signatory(desk, "signer", place.representative), officer: signatory(desk, "officer", "") };
    await desk.writing;
    await keep(desk, { place, draft, said, words });
    await go(draft ? `#/visit/${draft.id}/copy` : `#/commitment/${place.id}/copy`, ["success", text("The commitment is signed.")]);
  };
  context.bar(link(text("Back"), back), once(button(text("Sign the commitment"), null, { kind: "primary" }), sign));
  return [
    pageHead(text("Sign a commitment"), { caption: place.name }),
    summaryList([[text("Establishment"), place.name], [text("Address"), wholeAddress(place)], [text("Type of business"), spoken(typeOf(place))], [text("Commune"), unitOf(place).in_sentence]]),
    place.committed ? notice("information", text("The commitment of {day} is replaced by this one.", { day: writtenDay(place.committed[0]) })) : null,
    toRead(words), form,
  ];
}

/** The commitment signed on a visit. */
export async function visitCommitment(context, visit) {
  return commitmentScreen(context, placeOf(visit.establishment), { draft: await Draft.of(visit.id), back: `#/visit/${visit.id}` });
}

screen("commitment", (context) => {
  const [id, part] = context.args;
  const place = placeOf(id);
  const handing = { copy: commitmentCopy, code: commitmentCode }[part];
  if (handing) {
    return handing(context, id);
  }
  return place ? commitmentScreen(context, place, { back: `#/place/${place.id}` }) : notice("information", text("This establishment is not on this tablet."));
});
