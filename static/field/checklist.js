/* What does an answer of the checklist mean? Shown or not, answered or not: as inspections/checklist.py.

   item    {code, answer: yes_no_na | count_of | count, shown_if, required, workers: [count, total] | null}
   given   {value: yes | no | na | null, count, total, note}
   entries {field: text}, the fields named as in entries.js */

export const YES_NO_NA = "yes_no_na";
export const COUNT_OF = "count_of";
export const COUNT = "count";
export const NOTHING = Object.freeze({ value: null, count: null, total: null, note: "" });

const numberIn = (entries, name) => (name && entries[name] ? Number(entries[name]) : null);

/** The questions for a group of types on a day, in their order. */
export function checklistFor(items, group, day) {
  return [...items]
    .filter((item) => !item.from || item.from <= day)
    .filter((item) => !item.to || item.to > day)
    .filter((item) => item.groups === "all" || item.groups.split("|").includes(group))
    .sort(byPlace);
}

function byPlace(one, other) {
  const first = one.section_sort - other.section_sort || one.sort - other.sort;
  return first || (one.code < other.code ? -1 : 1);
}

/** Whether numbers comply: all of the total, or none at all where one number is asked. */
export function verdict(answer, count, total) {
  if (count === null || (answer === COUNT_OF && total === null)) {
    return null;
  }
  if (answer === COUNT) {
    return count === 0 ? "yes" : "no";
  }
  if (total === 0) {
    return "na";
  }
  return count >= (total ?? 0) ? "yes" : "no";
}

/** Complete the answer to a counting question by what the numbers say. */
export function judged(item, given) {
  return item.answer === YES_NO_NA ? given : { ...given, value: verdict(item.answer, given.count, given.total) };
}

/** What was answered to a question, read out of the entries. */
export function givenOf(item, entries) {
  const note = entries[`note.${item.code}`] ?? "";
  if (item.workers) {
    const [count, total] = item.workers;
    return judged(item, { value: null, count: numberIn(entries, count), total: numberIn(entries, total), note });
  }
  if (item.answer === YES_NO_NA) {
    return { value: entries[`answer.${item.code}`] || null, count: null, total: null, note };
  }
  const count = numberIn(entries, `count.${item.code}`);
  return judged(item, { value: null, count, total: numberIn(entries, `total.${item.code}`), note });
}

/** Every answer: Map code -> given. */
export function answersOf(items, entries) {
  return new Map(items.map((item) => [item.code, givenOf(item, entries)]));
}

export const isAnswered = (item, given) => judged(item, given).value !== null;

/** The questions that are asked, given the answers so far. */
export function shown(items, answers) {
  const known = new Map(items.map((item) => [item.code, item]));
  return items.filter((item) => isAsked(item, known, answers));
}

function isAsked(item, known, answers) {
  const askedAfter = new Set();
  let current = item;
  while (current.shown_if) {
    const [code, wanted] = split(current.shown_if, "=");
    const before = known.get(code);
    if (before === undefined || askedAfter.has(code)) {
      return false;
    }
    if (judged(before, answers.get(code) ?? NOTHING).value !== wanted) {
      return false;
    }
    askedAfter.add(code);
    current = before;
  }
  return true;
}

function split(words, mark) {
  const at = words.indexOf(mark);
  return at < 0 ? [words, ""] : [words.slice(0, at), words.slice(at + mark.length)];
}

/** Whether more were counted than there are. */
export function numbersDisagree(given) {
  return given.count !== null && given.total !== null && given.count > given.total;
}

/** The sections of the checklist: [{code, vi, en, questions: [{item, given, isShown}]}]. */
export function sectionsOf(items, answers) {
  const asked = new Set(shown(items, answers).map((item) => item.code));
  const sections = new Map();
  for (const item of items) {
    if (!sections.has(item.section)) {
      sections.set(item.section, { code: item.section, vi: item.section_vi, en: item.section_en, questions: [] });
    }
    const given = answers.get(item.code) ?? NOTHING;
    sections.get(item.section).questions.push({ item, given, isShown: asked.has(item.code) });
  }
  return [...sections.values()];
}

/** How far a section is: {answered, total}. */
export function progressOf(section) {
  const asked = section.questions.filter((question) => question.isShown);
  return { answered: asked.filter(({ item, given }) => isAnswered(item, given)).length, total: asked.length };
}
