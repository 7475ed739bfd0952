/* What did the tablet take along? The tables of the pack, in memory while the store is open. */

import { isBarred, store } from "./store.js";

export const PREFIX = "pack:";
const tables = new Map();
const asked = new Set();

/** The rows of a table: Map id -> row. The same Map until the next pull; empty before it is read. */
export function table(name) {
  if (!tables.has(name)) {
    tables.set(name, new Map());
  }
  return tables.get(name);
}

/** Read every table that the screens use; called after unlocking. */
export async function loadPack(names) {
  for (const name of names) {
    asked.add(name);
    tables.set(name, await store.all(PREFIX + name));
  }
}

export function forgetPack() {
  tables.clear();
}

store.addEventListener("state", () => {
  if (store.state !== "open") {
    forgetPack();
  }
});
store.addEventListener("written", async ({ detail }) => {
  const names = detail.tables.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  if (names.length > 0 && store.readable) {
    await loadPack(names).catch((error) => {
      if (!isBarred(error)) {
        throw error;
      }
    });
    store.dispatchEvent(new CustomEvent("pack", { detail: { names } }));
  }
});

/** What the office last said of an object: a row of `work`, or undefined. */
export const officeSays = (object) => table("work").get(object);
