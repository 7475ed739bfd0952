/* What can be done on a visit? Each act is one signed operation and the tablet's own change, in one write. */

import { keepPhoto, photosOf, removePhoto as forgetPhoto, withoutPhotos } from "./blobs.js";
import { closeDraft } from "./drafts.js";
import { localDay, placeOf, stageAfter } from "./ledger.js";
import { headOf } from "./quorum.js";
import { tidy } from "./entries.js";
import { enqueue } from "./queue.js";
import { store } from "./store.js";
import { lease, syncNow } from "./sync.js";

const LONGEST_PLACE = 400;

/** Do it: the operation, the rows and the new stage of the object in one transaction. */
async function act(object, kind, body, { state, rows = [], more = {}, id } = {}) {
  const stage = state ? await stageAfter(object, state, more) : { rows: [], keep: () => {} };
  const made = await enqueue({ object, kind, body, id }, [...rows, ...stage.rows]);
  stage.keep();
  syncNow().catch(() => {});
  return made;
}

function draftAtTheDoor(visit, said, members) {
  const place = placeOf(visit.establishment);
  const head = headOf(members);
  const entries = { place: place.address.slice(0, LONGEST_PLACE), copies: "2" };
  if (tidy(said.others_present)) {
    entries.others_present = tidy(said.others_present);
  }
  return {
    id: visit.id, establishment: visit.establishment, day: localDay(said.started_at), started_at: said.started_at,
    present: members.map((member) => ({
      member: member.id, full_name: member.full_name, post_title: member.post_title, agency: member.agency,
      card: member.card, is_leader: member === head, may_record: member.may_record,
    })),
    entries: { ...entries }, base: { ...entries }, flushed: { ...entries }, violations: [], officePhotos: [],
    second: said.second_ground ? { ground: said.second_ground, reference: said.second_reference } : null,
  };
}

/** Announce the decision: the visit begins. said = the operation's body. */
export async function announce(visit, said, members) {
  const draft = draftAtTheDoor(visit, said, members);
  await act(visit.id, "visit.announce", said,
    { state: "in_progress", rows: [["draft", visit.id, draft]], more: { started_at: said.started_at } });
  lease([visit.establishment]).catch(() => {});
}

/** Begin a visit that nobody planned, on seeing signs of a violation; gives its id. */
export async function beginUnplanned(said, members) {
  const id = crypto.randomUUID();
  const visit = {
    id, establishment: said.establishment, team: said.team, mode: "flagrante", planned_on: localDay(said.started_at), opens_at: null,
    decision_number: "", decision_signed_on: null, earliest: null, issuer_name: "", issuer_post: "", issuer_body: "",
    ground: said.ground, ground_reference: said.reference, scope: "", second_ground: null, second_reference: "",
    day: localDay(said.started_at), licences: [],
  };
  await act(id, "visit.unplanned", said,
    { state: "in_progress", rows: [["draft", id, draftAtTheDoor(visit, said, members)]], more: { visit, started_at: said.started_at } });
  return id;
}

export const attempt = (id, kind, reason) => act(id, "visit.attempt", { kind, reason }, { state: "attempted" });

export async function suspend(draft, reason) {
  await draft.flush();
  await act(draft.id, "visit.suspend", { reason }, { state: "suspended", more: { end_reason: reason } });
}

export const resume = (id) => act(id, "visit.resume", {}, { state: "in_progress", more: { end_reason: "" } });

export async function stop(draft, ground, reason) {
  await draft.flush();
  await act(draft.id, "visit.stop", { ground, reason }, { state: "stopped", rows: await nothingLeft(draft.id) });
  closeDraft(draft.id);
}

/** Sign, or attest the refusal (`reason`); the draft stays readable until the record is sent. */
export async function conclude(draft, said) {
  await draft.flush();
  const refused = said.reason !== undefined;
  const state = refused ? "record_refused" : "record_signed";
  const ended = { ...draft.kept, concluded: { ...said, state } };
  await act(draft.id, refused ? "visit.refuse" : "visit.sign", said,
    { state, rows: [["draft", draft.id, ended], ["signing", draft.id, undefined]] });
  draft.kept = ended;
}

/** Send the record for review; afterwards nothing of it can be read on this tablet any more. */
export async function submit(id) {
  await act(id, "visit.submit", {}, { state: "submitted", rows: await nothingLeft(id) });
  closeDraft(id);
}

export const amend = (id, field, words) => act(id, "visit.amend", { field, text: words });

async function nothingLeft(id) {
  return [["draft", id, undefined], ["signing", id, undefined], ...(await withoutPhotos(id))];
}

// Photos -----------------------------------------------------------------------------------------

/** Keep a photo of a question ("" is the place) and name it to the office. */
export async function addPhoto(draft, file, item, position) {
  const op = crypto.randomUUID();
  const about = { item, caption: "", taken_at: new Date(file.lastModified || Date.now()).toISOString(), ...position };
  const made = await keepPhoto(file, { object: draft.id, op, ...about });
  await namePhoto(draft.id, { ...about, ...made, op });
  draft.photos = await photosOf(draft.id);
  return made.photo;
}

function namePhoto(object, { op, photo, item, sha256, size, media_type, original_sha256, taken_at, latitude, longitude, caption }) {
  const body = {
    photo, item, sha256, size, media_type, original_sha256, taken_at, latitude: latitude ?? null, longitude: longitude ?? null, caption,
  };
  return act(object, "visit.photo", body, { id: op, state: "in_progress", rows: [["named", photo, { object }]] });
}

/** Name the photos that were kept just before the tablet stopped. */
export async function nameForgotten(draft) {
  draft.photos = await photosOf(draft.id);
  const named = await store.all("named");
  for (const photo of draft.photos.filter((one) => !named.has(one.photo))) {
    await namePhoto(draft.id, photo);
  }
}

export async function removePhoto(draft, photo) {
  draft.change(`caption.${photo}`, "");
  await act(draft.id, "visit.photo_removed", { photo }, { state: "in_progress", rows: [["draft", draft.id, draft.kept], ["named", photo, undefined]] });
  await forgetPhoto(photo);
  draft.photos = await photosOf(draft.id);
}

// Further papers -----------------------------------------------------------------------------------

export async function addViolation(draft, said) {
  const violations = [...draft.kept.violations, said];
  await act(draft.id, "violation.add", said, { state: "in_progress", rows: [["draft", draft.id, { ...draft.kept, violations }]] });
  draft.kept.violations = violations;
}

export async function dropViolation(draft, violation, reason) {
  const violations = draft.kept.violations.filter((one) => one.violation !== violation);
  await act(draft.id, "violation.drop", { violation, reason }, { state: "in_progress", rows: [["draft", draft.id, { ...draft.kept, violations }]] });
  draft.kept.violations = violations;
}

/** Keep a signed commitment; `copy` is what stands on the paper, readable until the visit is sent. */
export async function signCommitment(id, said, draft, copy, rows = []) {
  const kept = draft ? { ...draft.kept, commitment: { id, ...copy } } : null;
  await act(id, "commitment.sign", said, { rows: kept ? [...rows, ["draft", draft.id, kept]] : rows });
  if (draft) {
    draft.kept = kept;
  }
}

/** Propose a correction to the register; what was proposed for a place can be followed there. */
export async function proposeToRegister(said) {
  const id = crypto.randomUUID();
  const rows = said.establishment ? [["proposal", id, { establishment: said.establishment, what: said.what, at: Date.now() }]] : [];
  await act(id, "register.propose", said, { rows });
}
