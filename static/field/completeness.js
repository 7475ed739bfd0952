/* What is still missing before a record can be signed, and what looks odd? As inspections/completeness.py.

   A fault is {field, sentence, values}: the sentence is a key of texts.js. */

import { isAnswered, numbersDisagree } from "./checklist.js";

export const WORKERS = ["worker_total", "worker_contract", "worker_health_checked", "worker_under_18", "worker_residence"];
export const UNANSWERED = "Question {code}";
const LINE = /^recommendation\.([1-9]\d?)\.(text|due_on)$/;

const fault = (field, sentence, values = {}) => ({ field, sentence, values });

/** The lines of recommendations by position: [{position, text, due_on}]. */
export function linesOf(entries) {
  const lines = new Map();
  for (const [name, value] of Object.entries(entries)) {
    const found = LINE.exec(name);
    if (found && value) {
      const position = Number(found[1]);
      lines.set(position, { position, text: "", due_on: "", ...lines.get(position), [found[2]]: value });
    }
  }
  return [...lines.values()].sort((one, other) => one.position - other.position);
}

/** What stands against signing; `asked` are the questions that are asked. */
export function missing(asked, answers, entries) {
  return [...missingNumbers(entries), ...missingAnswers(asked, answers), ...missingWords(entries)];
}

function missingNumbers(entries) {
  if (!entries.worker_total) {
    return [fault("worker_total", "The number of workers")];
  }
  const total = Number(entries.worker_total);
  return WORKERS.slice(1)
    .filter((name) => Number(entries[name] || 0) > total)
    .map((name) => fault(name, "More are counted here than there are workers."));
}

function missingAnswers(asked, answers) {
  const faults = [];
  for (const item of asked) {
    const given = answers.get(item.code);
    if (item.required && !isAnswered(item, given)) {
      faults.push(fault(placeOf(item), UNANSWERED, { code: item.code }));
    } else if (!item.workers && numbersDisagree(given)) {
      faults.push(fault(placeOf(item), "{code}: more are counted than there are.", { code: item.code }));
    }
  }
  return faults;
}

function missingWords(entries) {
  const faults = entries.findings ? [] : [fault("findings", "The findings")];
  const nameless = linesOf(entries).filter((line) => !line.text);
  return faults.concat(nameless.map(({ position }) =>
    fault(`recommendation.${position}.text`, "The text of recommendation {position}", { position })));
}

const placeOf = (item) => (item.workers ? item.workers[0] : `answer.${item.code}`);

/** What looks odd and should be read once more before signing. */
export function oddities(asked, answers, entries) {
  const faults = asked
    .filter((item) => answers.get(item.code).value === "no" && !answers.get(item.code).note)
    .map((item) => fault(`note.${item.code}`, "{code}: “No” without a note.", { code: item.code }));
  if (linesOf(entries).some((line) => line.text && !line.due_on)) {
    faults.push(fault("recommendations", "A recommendation has no deadline."));
  }
  if (!entries.owner_opinion) {
    faults.push(fault("owner_opinion", "The opinion of the establishment is not recorded."));
  }
  return faults;
}
