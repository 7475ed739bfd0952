/* What had a page seen of a field before it was written over? Fingerprints, as inspections/merging.py. */

import { base64url, utf8 } from "./bytes.js";

const LENGTH = 6;

/** The fingerprint of a text; of an empty one the empty text. */
export async function markOf(said) {
  if (!said) {
    return "";
  }
  return base64url(await crypto.subtle.digest("SHA-256", utf8(said))).slice(0, LENGTH);
}

/** Fingerprints of everything that is not empty: {field: mark}. */
export async function marksOf(entries) {
  const named = Object.entries(entries).filter(([, said]) => said);
  return Object.fromEntries(await Promise.all(named.map(async ([name, said]) => [name, await markOf(said)])));
}

/** The fields whose text differs from what was seen: {field: text}. */
export async function typedHere(seen, entries) {
  const found = {};
  for (const [name, said] of Object.entries(entries)) {
    if ((await markOf(said)) !== (seen[name] ?? "")) {
      found[name] = said;
    }
  }
  return found;
}

/** The fields that somebody else has changed since, to something else than is typed. */
export async function conflicts(seen, typed, current) {
  const found = [];
  for (const [name, said] of Object.entries(typed)) {
    const there = current[name] ?? "";
    if ((await markOf(there)) !== (seen[name] ?? "") && there !== said) {
      found.push(name);
    }
  }
  return found;
}

/** What changed between two states of the entries, emptied fields as "": {field: text}. */
export function changesBetween(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => (before[name] ?? "") !== (after[name] ?? ""));
  return Object.fromEntries(changed.sort().map((name) => [name, after[name] ?? ""]));
}

/** Take over what the office has changed since `base` wherever nobody changed it here. */
export function merged(base, mine, theirs) {
  const result = { ...mine };
  for (const [name, said] of Object.entries(changesBetween(base, theirs))) {
    if ((mine[name] ?? "") === (base[name] ?? "")) {
      result[name] = said;
    }
  }
  return Object.fromEntries(Object.entries(result).filter(([, said]) => said));
}
