/* What is known of a visit, a place, a word? The pack, and what this tablet has done since.

   stage (table of the store, object -> how far this tablet has taken it):
   {state, ops, visit}: ops = how many operations it had made of the object; visit for an unplanned one.
   Once the office has as many, what the office says holds again. */

import { onOpen } from "./app.js";
import { officeSays, table } from "./pack.js";
import { known } from "./queue.js";
import { store } from "./store.js";
import { currentLanguage } from "./texts.js";
import { visitsOfYear } from "./once_a_year.js";

const stages = new Map();

export async function loadStages() {
  stages.clear();
  for (const [id, stage] of await store.all("stage")) {
    stages.set(id, stage);
  }
}

onOpen(loadStages);
store.addEventListener("state", () => {
  if (store.state !== "open") {
    stages.clear();
  }
});

/** The rows that say how far an object has come after one operation more, and the change in memory. */
export async function stageAfter(object, state, more = {}) {
  const before = stages.get(object) ?? {};
  const made = (await known()).filter((op) => op.object === object).length;
  const stage = { ...before, ...more, state, ops: made + 1 };
  return { rows: [["stage", object, stage]], keep: () => stages.set(object, stage) };
}

/** A visit as it stands here: the office's row with what this tablet has done since, or null. */
export function visitRow(id) {
  const office = table("visit").get(id) ?? null;
  const stage = stages.get(id);
  const base = office ?? stage?.visit ?? null;
  if (!base || !stage || (officeSays(id)?.ops ?? 0) >= stage.ops) {
    return office ?? (stage && !officeSays(id) ? base : null);
  }
  const { state, started_at = base.started_at, end_reason = base.end_reason } = stage;
  return { ...base, state, started_at, end_reason };
}

/** Every visit that is known here. */
export function visitRows() {
  const ids = new Set([...table("visit").keys(), ...stages.keys()]);
  return [...ids].map(visitRow).filter(Boolean);
}

/** An establishment of the pack, or null. */
export const placeOf = (id) => table("establishment").get(id) ?? null;
export const typeOf = (place) => table("establishment_type").get(place?.type) ?? null;
export const unitOf = (place) => table("unit").get(place?.unit) ?? null;
export const teamOf = (visit) => table("team").get(String(visit.team)) ?? null;

/** The address with commune and province; the office says where it names them itself. */
export const wholeAddress = (place) => place.whole ?? `${place.address}${unitOf(place)?.tail ?? ""}`;

/** A value of meta: a closed list, a limit, who uses the tablet. */
export const meta = (name) => table("meta").get(name)?.value ?? null;

/** A closed list in the language of the tablet: [[code, words]]. */
export function choices(list) {
  const column = currentLanguage() === "en" ? 2 : 1;
  return (meta(list) ?? []).map((row) => [row[0], row[column]]);
}

/** The words of a code of a closed list. */
export function wordOf(list, code) {
  return choices(list).find(([one]) => one === code)?.[1] ?? code ?? "";
}

/** A row's own words in the language of the tablet; the law speaks Vietnamese. */
export const spoken = (row) => (currentLanguage() === "en" && row?.en ? row.en : row?.vi ?? "");

/** Whether this tablet took the visit where no later writing is possible. */
export const FINISHED = ["record_signed", "record_refused", "submitted", "accepted", "closed"];

/** Members of a team on a day. */
export function membersOf(team, day) {
  return [...table("team_member").values()].filter((member) =>
    String(member.team) === String(team) && (!member.from || member.from <= day) && (!member.to || member.to > day));
}

/** The other visits of a place in a year: the ledger that was taken along and what was done here. */
export function otherVisits(establishment, year, without) {
  const ledger = (placeOf(establishment)?.year ?? []).map(([on, who, state]) => ({ on, who, state }));
  const own = visitRows()
    .filter((visit) => visit.establishment === establishment && visit.id !== without)
    .map((visit) => ({ on: visit.day ?? visit.planned_on, who: teamOf(visit)?.name ?? "", state: visit.state }));
  return visitsOfYear(year, ledger, own);
}

const ZONED = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/** 2026-11-28 in Vietnam. */
export const localDay = (instant = Date.now()) => ZONED.format(new Date(instant)).slice(0, 10);

/** 2026-11-28T14:05 in Vietnam: for an input of day and time. */
export const localInput = (instant = Date.now()) => ZONED.format(new Date(instant)).replace(" ", "T").slice(0, 16);

/** The instant of an input of day and time, with its zone. */
export const instantOf = (typed) => `${typed.slice(0, 16)}:00+07:00`;

/** 28/11/2026 of 2026-11-28. */
export const writtenDay = (day) => (day ? day.slice(0, 10).split("-").reverse().join("/") : "");
