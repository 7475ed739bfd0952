/* Which acts may be recorded on a day, and what range of fine does the law give? As violations/catalogue.py and rules.py. */

import { fold } from "./fold.js";

const holds = (row, day) => (!row.from || row.from <= day) && (!row.to || row.to > day);

/** The acts on offer on a day whose text holds all the words; of brackets only the first. */
export function actsOn(rows, day, words, keys = null) {
  const wanted = fold(words).split(" ").filter(Boolean);
  const offered = new Map();
  for (const row of [...rows].filter((one) => holds(one, day)).sort((one, other) => one.sort - other.sort)) {
    if (!offered.has(row.act)) {
      offered.set(row.act, row);
    }
  }
  return [...offered.values()]
    .filter((row) => !keys || keys.includes(row.key) || keys.includes(row.act))
    .filter((row) => wanted.every((word) => fold(`${row.key} ${row.clause} ${row.decree} ${row.vi} ${row.en}`).includes(word)));
}

/** Whether the number of workers counts for an act. */
export const countsWorkers = (row) => Boolean(row.per_worker) || row.workers_from !== null;

/** The row that applies to a number of workers. */
export function rowFor(rows, chosen, day, workers) {
  if (chosen.workers_from === null) {
    return chosen;
  }
  return [...rows].find((row) => row.act === chosen.act && holds(row, day)
    && inBracket(row, workers)) ?? null;
}

const inBracket = (row, workers) => workers >= (row.workers_from ?? 1) && (row.workers_to === null || workers <= row.workers_to);

/** Range of the fine in đồng: {least, most}; null where a figure, the form or the count is missing. */
export function fineRange(row, form, workers) {
  const factor = { organisation: row.factor, household: 1, individual: 1 }[form];
  if (!factor || row.min === null || row.max === null) {
    return null;
  }
  if (countsWorkers(row) && !(workers >= 1)) {
    return null;
  }
  if (row.workers_from !== null && !inBracket(row, workers)) {
    return null;
  }
  const counted = (amount) => (row.per_worker ? Math.min(amount * workers, row.cap ?? Infinity) : amount);
  return { least: counted(row.min) * factor, most: counted(row.max) * factor };
}
