/* What exactly will be signed? Everything that the record says, in plain values and in the order of
   inspections/record_content.py; what the office adds (number, hashes of photos) is left out. */

import { sha256 } from "./bytes.js";
import { linesOf, WORKERS } from "./completeness.js";
import { placeOf, teamOf, typeOf, wholeAddress } from "./ledger.js";
import { table } from "./pack.js";

function decisionOf(visit) {
  return visit.decision_number ? {
    number: visit.decision_number, signed_on: visit.decision_signed_on, issuer_name: visit.issuer_name, issuer_post: visit.issuer_post,
    issuer_body: visit.issuer_body, ground: visit.ground, scope: visit.scope, time_limit_days: visit.time_limit_days,
  } : null;
}

function placeIn(visit) {
  const place = placeOf(visit.establishment) ?? {};
  return {
    id: visit.establishment, name: place.name ?? "", type: typeOf(place)?.vi ?? "", legal_form: place.form ?? "unknown", tax_code: visit.tax_code ?? "",
    address: place.address ?? "", whole_address: place.address ? wholeAddress(place) : "", representative: place.representative ?? "",
    security_person: place.security ?? "",
    licences: (visit.licences ?? []).map(([kind, number, issuer, issued_on, expires_on, state]) => ({ kind, number, issuer, issued_on, expires_on, state })),
  };
}

function answerOf(item, given) {
  return {
    code: item.code, section: item.section_vi, question: item.vi, legal_basis: item.legal_basis, kind: item.answer,
    value: given.value, count: given.count, total: given.total, note: given.note,
  };
}

const ORDER = ["owner", "leader", "member", "witness", "commune"]; // as documents/words.py

/** The record of a draft as a document. */
export function contentOf(visit, draft) {
  const { entries, kept, answers } = draft;
  const concluded = kept.concluded ?? null;
  const second = kept.second ?? (visit.second_ground ? { ground: visit.second_ground, reference: visit.second_reference } : null);
  const behaviours = table("violation_behaviour");
  return {
    inspection_id: visit.id, number: visit.record_number ?? "", mode: visit.mode, place: entries.place ?? "", started_at: kept.started_at, ended_at: concluded?.signed_at ?? null,
    decision: decisionOf(visit), unplanned: visit.mode === "flagrante" ? { ground: visit.ground, reference: visit.ground_reference } : null,
    second_visit: second, establishment: placeIn(visit), team: { name: teamOf(visit)?.name ?? "", present: kept.present },
    others_present: entries.others_present ?? "",
    workers: Object.fromEntries(WORKERS.map((name) => [name, entries[name] ? Number(entries[name]) : null])),
    answers: draft.asked.map((item) => answerOf(item, answers.get(item.code))),
    photos: [...draft.photos, ...(kept.officePhotos ?? []).filter(({ photo }) => !draft.photos.some((own) => own.photo === photo))]
      .map(({ photo, item, sha256: hash }) => ({ photo, item, sha256: hash, caption: entries[`caption.${photo}`] ?? "" })),
    findings: entries.findings ?? "", owner_opinion: entries.owner_opinion ?? "", conclusion: entries.conclusion ?? "",
    recommendations: linesOf(entries), copies: Number(entries.copies ?? 2),
    position: { latitude: entries.latitude ?? null, longitude: entries.longitude ?? null, position_accuracy_m: entries.position_accuracy_m ?? null },
    violations: kept.violations.map((one) => ({ ...one, clause: clauseOf(one, behaviours) })),
    outcome: concluded ? (concluded.state === "record_refused" ? "refused" : "signed") : null, refusal_reason: concluded?.reason ?? "",
    signatures: [...(concluded?.signatures ?? [])].sort((one, other) => ORDER.indexOf(one.role) - ORDER.indexOf(other.role)),
  };
}

function clauseOf({ behaviour }, behaviours) {
  const row = behaviours.get(behaviour) ?? [...behaviours.values()].find((one) => one.key === behaviour);
  return row ? { clause: row.clause, decree: row.decree, vi: row.vi } : null;
}

/** The fingerprint of what was shown: keys sorted at every level, without what only the signing adds, so
    that the code of a copy printed afterwards bears the very same one. */
export function shownHash(content) {
  const { signatures, ended_at, outcome, refusal_reason, ...shown } = content;
  return sha256(JSON.stringify(sorted(shown)));
}

/** The fingerprint of a commitment as it was read and signed: parties, days and text, no signatures. */
export function commitmentHash({ signer, officer, ...said }) {
  const named = ({ name, post }) => ({ name, post });
  return sha256(JSON.stringify(sorted({ ...said, signer: named(signer), officer: named(officer) })));
}

/** The fingerprint of the words that the office freezes too, made of the same parts in the same way
    (fieldwork/applying/shown.py): where they differ, a person is told. */
export function wordsHash(content) {
  const answers = content.answers.map(({ code, question, value, count, total, note }) => [code, question, value, count, total, note]);
  const said = {
    answers: answers.sort((one, other) => (one[0] < other[0] ? -1 : 1)),
    workers: WORKERS.map((name) => content.workers[name]),
    texts: [content.others_present, content.findings, content.owner_opinion, content.conclusion],
    recommendations: content.recommendations.map(({ text, due_on }) => [text, due_on]),
    photos: [...new Set(content.photos.map(({ item, sha256: hash }) => `${item} ${hash}`))].sort(),
  };
  return sha256(JSON.stringify(sorted(said)));
}

function sorted(value) {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  }
  return value;
}
