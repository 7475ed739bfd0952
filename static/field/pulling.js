/* How does news of the office get into the pack? Column by column, with its cursor, in one transaction. */

import { NoAnswer } from "./api.js";
import { PREFIX, loadPack } from "./pack.js";
import { store } from "./store.js";

export const TABLES = [
  "visit", "establishment", "unit", "establishment_type", "team", "team_member", "checklist_item", "phrase",
  "violation_behaviour", "commitment_clause", "work", "meta",
];

function rowsOf({ columns, values }) {
  const count = values[0]?.length ?? 0;
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(columns.map((name, column) => [name, values[column][at]])));
}

function wellFormed(said) {
  return said.tables && typeof said.tables === "object" && Object.values(said.tables).every(
    (one) => Array.isArray(one.columns) && Array.isArray(one.values) && one.columns.length === one.values.length && one.columns.includes("id"));
}

/** Write what a pull brought. */
export async function takePull(said) {
  if (!wellFormed(said) || said.cursor === undefined) {
    throw new NoAnswer("no pull");
  }
  const changes = [];
  for (const [name, news] of Object.entries(said.tables)) {
    const rows = rowsOf(news);
    rows.forEach((row) => changes.push([PREFIX + name, String(row.id), row]));
    (news.gone ?? []).forEach((id) => changes.push([PREFIX + name, String(id), undefined]));
  }
  if (said.whole === true) {
    await forgetOthers(changes, said.tables);
  }
  await store.commit([...changes, ["_pull", "cursor", said.cursor]]);
}

async function forgetOthers(changes, tables) {
  const names = new Set([...TABLES, ...Object.keys(tables)]);
  const kept = new Set(changes.map(([table, id]) => `${table} ${id}`));
  for (const name of names) {
    for (const id of (await store.all(PREFIX + name)).keys()) {
      if (!kept.has(`${PREFIX + name} ${id}`)) {
        changes.push([PREFIX + name, id, undefined]);
      }
    }
  }
}

/** Read the whole pack into memory: after unlocking. */
export const loadWholePack = () => loadPack(TABLES);
