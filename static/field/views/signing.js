/* How is a record concluded? Signed, or its refusal attested: as templates/fieldwork/sign.html and refuse.html. */

import { conclude } from "../acts.js";
import { go } from "../app.js";
import { contentOf, shownHash, wordsHash } from "../content.js";
import { h, notice } from "../dom.js";
import { Draft } from "../drafts.js";
import { choices, placeOf } from "../ledger.js";
import { photosOf } from "../blobs.js";
import { appendTo, area, byField, button, disclosure, errorSummary, input, link, once, pageHead, section, segments, stock } from "../parts.js";
import { signatureFaults } from "../quorum.js";
import { signatureBox } from "../signature.js";
import { store } from "../store.js";
import { text } from "../texts.js";
import { thePaper } from "./paper.js";
import { phrasesOf } from "./record.js";

/** What is drawn and typed while signing, kept at every change so that a reload loses nothing. */
class Desk {
  static async of(id) {
    const desk = new Desk();
    desk.id = id;
    desk.kept = (await store.get("signing", id)) ?? {};
    desk.boxes = new Map();
    return desk;
  }

  /** Write; the promise ends when everything put so far is on disk. */
  keep() {
    this.stale = true;
    this.writing ??= (async () => {
      while (this.stale) {
        this.stale = false;
        await store.write([["signing", this.id, this.kept]]);
      }
      this.writing = null;
    })();
    return this.writing;
  }

  said(name, fallback = "") {
    return this.kept[name] ?? fallback;
  }

  put(name, value) {
    this.kept[name] = value;
    return this.keep();
  }

  box(name, label, error = "") {
    const box = signatureBox(name, label, { kept: this.kept[`box-${name}`], changed: (held) => this.put(`box-${name}`, held), error });
    this.boxes.set(name, box);
    return box.node;
  }

  person(name, label, fallback = "") {
    const own = (part, words, value, most) => input(`${name}-${part}`, words, {
      value: this.said(`${name}-${part}`, value), maxlength: most, oninput: (event) => this.put(`${name}-${part}`, event.target.value),
    });
    return [own("name", label, fallback, 120), own("post", text("Post or capacity"), "", 160)];
  }

  /** A signature as the operation has it, or null where nothing was given. */
  signature(name, role, { member = null, full_name = null, post_title = null, fallback = "" } = {}) {
    const box = this.boxes.get(name);
    if (!box || box.isEmpty()) {
      return null;
    }
    const { image, strokes, typed } = box.value();
    return {
      role, member, full_name: (full_name ?? this.said(`${name}-name`, fallback).trim()) || typed,
      post_title: post_title ?? this.said(`${name}-post`).trim(), image, strokes, typed,
    };
  }
}

export { Desk };

function teamPart(desk, draft, errors) {
  const { present } = draft.kept;
  const head = present.find((person) => person.is_leader);
  const others = present.filter((person) => !person.is_leader);
  return section(text("For the team"), "team-signs", [
    desk.box("leader", text("Signature of {name}, who leads the visit", { name: head?.full_name ?? "" }), errors.get("leader")),
    disclosure(text("Signatures of further members"),
      others.map((person) => desk.box(`member-${person.member}`, text("Signature of {name}", { name: person.full_name })))),
  ]);
}

function teamSignatures(desk, draft) {
  return draft.kept.present.map((person) => {
    const { member, full_name, post_title } = person;
    return desk.signature(person.is_leader ? "leader" : `member-${member}`, person.is_leader ? "leader" : "member", { member, full_name, post_title });
  });
}

function toRead(draft) {
  const odd = draft.oddities();
  return odd.length === 0 ? null : notice("information", text("Please read these once more"),
    h("ul", { class: "list" }, odd.map((fault) => h("li", {}, text(fault.sentence, fault.values)))));
}

async function ready(context, visit, title) {
  const draft = await Draft.of(visit.id);
  context.title(title);
  if (!draft || draft.missing().length > 0) {
    window.location.replace(`#/visit/${visit.id}/missing`);
    return null;
  }
  draft.photos = await photosOf(visit.id);
  const content = contentOf(visit, draft);
  return { draft, content, place: placeOf(visit.establishment), desk: await Desk.of(visit.id) };
}

function nameless(signatures) {
  return signatures.filter((one) => !one.full_name).map(({ role }) => ({ field: role, sentence: "Enter the full name of whoever signs.", values: {} }));
}

async function finish(draft, content, said) {
  const [shown, words] = await Promise.all([shownHash(content), wordsHash(content)]);
  await conclude(draft, { ...said, signed_at: new Date(store.now()).toISOString(), shown, words });
  await go(`#/visit/${draft.id}/record`, ["success", text("The record is signed and frozen. Send it for review now.")]);
}

/** Sign the record together with the establishment. */
export async function signScreen(context, visit) {
  const known = await ready(context, visit, text("Sign the record"));
  if (!known) {
    return null;
  }
  const { draft, content, place, desk } = known;
  context.back(`#/visit/${visit.id}`, text("Back to the record"));
  const form = h("form", { class: "form", id: "signing", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (errors = new Map()) => form.replaceChildren(...[errorSummary(errors), teamPart(desk, draft, errors),
    section(text("For the establishment"), "owner-signs", [desk.person("owner", text("Full name of the representative"), place?.representative ?? ""),
      desk.box("owner", text("Signature of the representative"), errors.get("owner"))]),
    disclosure(text("A witness signs too"), [desk.person("witness", text("Full name of the witness")), desk.box("witness", text("Signature of the witness"))]),
  ].filter(Boolean));
  draw();
  const sign = async () => {
    const signatures = [...teamSignatures(desk, draft), desk.signature("owner", "owner", { fallback: place?.representative ?? "" }), desk.signature("witness", "witness")].filter(Boolean);
    const errors = byField([...signatureFaults(signatures.map((one) => one.role), { refused: false }), ...nameless(signatures)]);
    if (errors.size > 0) {
      draw(errors);
      return;
    }
    await finish(draft, content, { signatures });
  };
  context.bar(link(text("Refuses to sign"), `#/visit/${visit.id}/refuse`), once(button(text("Sign and freeze"), null, { kind: "primary" }), sign));
  return [
    pageHead(text("Sign the record"), { caption: place?.name }),
    notice("warning", text("Read the record out or hand it over to be read. Once signed it is frozen: nothing can be changed any more, only notes can be added.")),
    toRead(draft), disclosure(text("The record as it will be signed"), thePaper(content, context)), form,
  ];
}

/** Conclude a record that the establishment refuses to sign. */
export async function refuseScreen(context, visit) {
  const known = await ready(context, visit, text("Attest the refusal to sign"));
  if (!known) {
    return null;
  }
  const { draft, content, place, desk } = known;
  context.back(`#/visit/${visit.id}/sign`, text("Back to signing"));
  const form = h("form", { class: "form", id: "refusal", novalidate: true, onsubmit: (event) => event.preventDefault() });
  const draw = (errors = new Map()) => form.replaceChildren(...[errorSummary(errors), ...reasonFields(desk, errors),
    section(text("Who attests it"), "attested-by", [
      h("fieldset", { class: "field", id: "attesting_role" }, h("legend", { class: "field__label" }, text("Capacity")),
        segments("attesting_role", choices("attesting_role"), desk.said("attesting_role", "commune"), (role) => desk.put("attesting_role", role))),
      desk.person("attesting", text("Full name of whoever attests")), desk.box("attesting", text("Signature of whoever attests"), errors.get("attesting"))]),
    teamPart(desk, draft, errors)].filter(Boolean));
  draw();
  const attest = async () => {
    const reason = desk.said("reason").trim();
    const signatures = [...teamSignatures(desk, draft), desk.signature("attesting", desk.said("attesting_role", "commune"))].filter(Boolean);
    const unnamed = nameless(signatures).map((fault) => ({ ...fault, field: "attesting" }));
    const errors = byField([...(reason ? [] : [{ field: "reason", sentence: "Enter the reason for the refusal.", values: {} }]),
      ...signatureFaults(signatures.map((one) => one.role), { refused: true }), ...unnamed]);
    if (errors.size > 0) {
      draw(errors);
      return;
    }
    await finish(draft, content, { signatures, reason });
  };
  context.bar(link(text("Back to signing"), `#/visit/${visit.id}/sign`), once(button(text("Attest and freeze"), null, { kind: "primary" }), attest));
  return [
    pageHead(text("Attest the refusal to sign"), { caption: place?.name }),
    notice("warning", text("The record is valid without the signature of the establishment when the representative of the commune authority or at least one witness attests the refusal. It is frozen then: only notes can be added.")),
    toRead(draft), disclosure(text("The record as it will be frozen"), thePaper(content, context)), form,
  ];
}

function reasonFields(desk, errors) {
  const field = area("reason", text("Reason for the refusal"), { value: desk.said("reason"), rows: 3, error: errors.get("reason") ?? "", oninput: (event) => desk.put("reason", event.target.value) });
  return [field, stock("reason", phrasesOf("refusal_reason"), (words) => appendTo(field.querySelector("textarea"), words))].filter(Boolean);
}
