/* Which fields does a record have, and how is typed text read? As inspections/entries.py.

   known {answers: {code: kind}, workers: [codes answered by numbers of workers], photos: [ids], day} */

import { COUNT, COUNT_OF, YES_NO_NA } from "./checklist.js";
import { WORKERS } from "./completeness.js";

export const TEXTS = { place: 400, others_present: 5000, findings: 20000, owner_opinion: 10000, conclusion: 10000 };
export const POSITION = { latitude: 90, longitude: 180, position_accuracy_m: 1000000 };
const LONGEST_NOTE = 5000;
const LONGEST_CAPTION = 300;
const LARGEST_NUMBER = 1000000;
const MOST_COPIES = 20;
const MOST_RECOMMENDATIONS = 50;
const PARTS = { answer: [YES_NO_NA], count: [COUNT_OF, COUNT], total: [COUNT_OF], note: [YES_NO_NA, COUNT_OF, COUNT] };
const LINE = /^recommendation\.([1-9]\d?)\.(text|due_on)$/;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;
const SPACE = "[\\t\\n \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]";
const OUTER = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");
const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A typed text that cannot be taken: `sentence` is a key of texts.js. */
export class Refused extends Error {
  constructor(sentence, values = {}) {
    super(sentence);
    this.sentence = sentence;
    this.values = values;
  }
}

/** One form for line ends, accents and outer spaces; what cannot be printed is dropped. */
export function tidy(typed) {
  const lines = typed.replace(/\r\n/g, "\n").replace(/\r/g, "\n").normalize("NFC");
  return lines.replace(CONTROL, "").replace(OUTER, "");
}

/** The normal form of a field's typed text; throws Refused. */
export function readEntry(name, typed, known) {
  const read = readerOf(name, known);
  if (!read) {
    throw new Refused("This field is no longer part of the record. Reload the page.");
  }
  const said = tidy(typed);
  return said ? read(said) : "";
}

function readerOf(name, known) {
  if (name in TEXTS) {
    return (said) => short(said, TEXTS[name]);
  }
  if (WORKERS.includes(name)) {
    return number;
  }
  if (name in POSITION) {
    return (said) => decimal(said, POSITION[name]);
  }
  return name === "copies" ? copies : readerOfPart(name, known);
}

function readerOfPart(name, known) {
  const dot = name.indexOf(".");
  const [head, rest] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
  if (head in PARTS) {
    return readerOfAnswer(head, rest, known);
  }
  const line = LINE.exec(name);
  if (line && Number(line[1]) <= MOST_RECOMMENDATIONS) {
    return line[2] === "text" ? (said) => short(said, 2000) : (said) => due(said, known.day);
  }
  return head === "caption" && known.photos.includes(rest)
    ? (said) => short(said.replace(/\n/g, " "), LONGEST_CAPTION) : null;
}

function readerOfAnswer(head, code, known) {
  if (!PARTS[head].includes(known.answers[code])) {
    return null;
  }
  if (head === "note") {
    return (said) => short(said, LONGEST_NOTE);
  }
  if (head === "answer") {
    return value;
  }
  return known.workers.includes(code) ? null : number;
}

function short(said, most) {
  if ([...said].length > most) {
    throw new Refused("This text is too long: at most {most} characters.", { most });
  }
  return said;
}

function number(said) {
  if (!/^[0-9]{1,7}$/.test(said) || Number(said) > LARGEST_NUMBER) {
    throw new Refused("Enter a whole number from 0 on, for example 12.");
  }
  return String(Number(said));
}

function copies(said) {
  const found = number(said);
  if (Number(found) < 1 || Number(found) > MOST_COPIES) {
    throw new Refused("Enter a number of copies from 1 to {most}.", { most: MOST_COPIES });
  }
  return found;
}

function decimal(said, largest) {
  const found = FLOAT.test(said) ? Number(said) : NaN;
  if (!(Math.abs(found) <= largest)) {
    throw new Refused("The position cannot be used. Take it again.");
  }
  const rounded = Number(Math.abs(found).toFixed(7));
  return written(found < 0 || Object.is(found, -0) ? -rounded : rounded);
}

/** A number as Python writes it: 10.0, 1e-05, -0.0. */
function written(found) {
  if (Object.is(found, -0)) {
    return "-0.0";
  }
  if (found !== 0 && Math.abs(found) < 1e-4) {
    return found.toExponential().replace(/e-(\d)$/, "e-0$1");
  }
  return Number.isInteger(found) ? `${found}.0` : String(found);
}

function value(said) {
  if (!["yes", "no", "na"].includes(said)) {
    throw new Refused("Choose Yes, No or Not applicable.");
  }
  return said;
}

function due(said, day) {
  if (!isDay(said)) {
    throw new Refused("Enter a date, for example 31/12/2026.");
  }
  if (said < day) {
    throw new Refused("The deadline lies before the visit. Choose a later day.");
  }
  if (Number(said.slice(0, 4)) > Number(day.slice(0, 4)) + 10) {
    throw new Refused("The deadline is too far ahead. Check the year.");
  }
  return said;
}

/** Whether a text is a day of the calendar: 2026-11-28. */
export function isDay(said) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(said) || said.startsWith("0000")) {
    return false;
  }
  const [year, month, date] = said.split("-").map(Number);
  const days = [31, leaps(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && date >= 1 && date <= days[month - 1];
}

const leaps = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
