/* What is written of an open visit? A draft, on disk after every change; flushed to the queue now and then.

   {id, establishment, day, started_at, present, entries, base, flushed, violations}
   entries   what stands in the fields now, in normal form where it has one, else as typed
   base      what the office said last, to tell what it has changed since
   flushed   what the operations made so far say: the typing goes over these */

import { answersOf, checklistFor, shown } from "./checklist.js";
import { readEntry, Refused } from "./entries.js";
import { stageAfter, placeOf, typeOf, visitRow } from "./ledger.js";
import { changesBetween, marksOf, merged } from "./marks.js";
import { missing, oddities } from "./completeness.js";
import { table } from "./pack.js";
import { enqueue } from "./queue.js";
import { store } from "./store.js";

const RETRY = 3000;
const open = new Map(); // one draft for a visit, whichever screen shows it
store.addEventListener("state", () => open.clear());

/** Forget a draft that was taken away. */
export const closeDraft = (id) => open.delete(id);

export class Draft {
  constructor(kept, photos = []) {
    this.kept = kept;
    this.photos = photos;
    this.refused = new Map(); // field -> Refused: typed so that it cannot be taken
    this.writing = null;
    this.stale = false;
    this.savedAt = null;
    this.listeners = new Set();
    this.known = null;
    this.given = null;
    this.questions = null;
  }

  /** The draft of a visit that has begun, here or at the office; null where there is none. */
  static async of(id) {
    if (open.has(id)) {
      open.get(id).takeNews(table("visit").get(id));
      return open.get(id);
    }
    const row = visitRow(id);
    const kept = (await store.get("draft", id)) ?? (row?.present?.length ? fromOffice(row) : null);
    if (!kept) {
      return null;
    }
    const draft = new Draft(kept);
    draft.takeNews(table("visit").get(id));
    open.set(id, draft);
    return draft;
  }

  /** Take over what others have written into fields that were not touched here. */
  takeNews(row) {
    if (!row?.entries || Object.keys(row.entries).length === 0) {
      return;
    }
    const { base, entries, flushed } = this.kept;
    this.kept.entries = merged(base, entries, row.entries);
    this.kept.flushed = merged(base, flushed, row.entries);
    this.kept.base = row.entries;
    this.given = null;
    this.questions = null;
  }

  get id() {
    return this.kept.id;
  }

  get entries() {
    return this.kept.entries;
  }

  get items() {
    const group = typeOf(placeOf(this.kept.establishment))?.group ?? "";
    this.list ??= checklistFor([...table("checklist_item").values()], group, this.kept.day);
    return this.list;
  }

  /** What was answered, worked out once after each change. */
  get answers() {
    this.given ??= answersOf(this.items, this.entries);
    return this.given;
  }

  get asked() {
    this.questions ??= shown(this.items, this.answers);
    return this.questions;
  }

  missing() {
    return missing(this.asked, this.answers, this.entries);
  }

  oddities() {
    return oddities(this.asked, this.answers, this.entries);
  }

  /** Put typed text into a field and save; gives the fault where it cannot be taken. */
  put(name, typed) {
    this.known ??= {
      answers: Object.fromEntries(this.items.map((item) => [item.code, item.answer])),
      workers: this.items.filter((item) => item.workers).map((item) => item.code),
      day: this.kept.day,
    };
    let fault = null;
    try {
      const said = readEntry(name, typed, { ...this.known, photos: this.photos.map((photo) => photo.photo) });
      this.refused.delete(name);
      this.change(name, said);
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      fault = error;
      this.refused.set(name, error);
    }
    this.save();
    return fault;
  }

  change(name, said) {
    this.given = null;
    this.questions = null;
    if (said) {
      this.entries[name] = said;
    } else {
      delete this.entries[name];
    }
  }

  /** Write the draft; while one writing runs, the next waits and takes everything along. */
  save() {
    this.stale = true;
    this.tell("saving");
    this.writing ??= (async () => {
      try {
        while (this.stale) {
          this.stale = false;
          await store.write([["draft", this.id, this.kept]]);
        }
        this.savedAt = Date.now();
        this.tell("saved");
      } catch (error) {
        this.tell("failed", error);
        window.setTimeout(() => store.state === "open" && this.save(), RETRY);
      } finally {
        this.writing = null;
      }
    })();
    return this.writing;
  }

  tell(word, error = null) {
    this.listeners.forEach((listener) => listener(word, error));
  }

  /** Make an operation of everything that changed since the last one; nothing where nothing did. */
  flush() {
    this.flushing = (this.flushing ?? Promise.resolve()).catch(() => {}).then(() => this.flushNow());
    return this.flushing;
  }

  async flushNow() {
    await this.writing;
    const set = changesBetween(this.kept.flushed, this.entries);
    const names = Object.keys(set);
    if (names.length === 0) {
      return false;
    }
    const before = Object.fromEntries(names.map((name) => [name, this.kept.flushed[name] ?? ""]));
    const seen = await marksOf(before);
    const flushed = { ...this.entries };
    const stage = await stageAfter(this.id, visitRow(this.id)?.state ?? "in_progress");
    await enqueue({ object: this.id, kind: "visit.entries", body: { set, seen } },
      [["draft", this.id, { ...this.kept, flushed }], ...stage.rows]);
    this.kept.flushed = flushed;
    stage.keep();
    return true;
  }
}

function fromOffice(row) {
  const entries = { ...row.entries };
  return {
    id: row.id, establishment: row.establishment, day: row.day ?? row.planned_on, started_at: row.started_at,
    present: row.present.map(([member, full_name, post_title, agency, card, is_leader, may_record]) =>
      ({ member, full_name, post_title, agency, card, is_leader, may_record })),
    entries, base: { ...entries }, flushed: { ...entries },
    violations: (row.violations ?? []).map(([violation, behaviour, act_on, description, worker_count, item]) =>
      ({ violation, behaviour, act_on, description, worker_count, item })),
    officePhotos: (row.photos ?? []).map(([photo, item, caption, sha256]) => ({ photo, item, caption, sha256 })),
  };
}
