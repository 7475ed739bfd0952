/* How is a question answered? Large buttons, numbers, or by the numbers of workers: as templates/fieldwork/_questions.html.

   Answering changes only what depends on it: follow-up questions, what opens on "no", the counts. */

import { fill, h, notice } from "../dom.js";
import { isAnswered, progressOf, sectionsOf } from "../checklist.js";
import { WORKERS } from "../completeness.js";
import { spoken, wordOf } from "../ledger.js";
import { anchor, area, disclosure, link, segments } from "../parts.js";
import { currentLanguage, text } from "../texts.js";
import { photoStrip } from "./photos.js";

const ANSWERS = () => [["yes", text("Yes")], ["no", text("No")], ["na", text("Not applicable")]];

/** The remarks of reviewers on a field, beside it. */
export function remarksOn(remarks, field) {
  const found = remarks.filter(([on]) => on === field || anchor(on) === anchor(field));
  return found.length === 0 ? null : notice("warning", text("Remark of the reviewers"),
    found.map(([, agency, words]) => `${agencyWords(agency)}: ${words}`));
}

export const agencyWords = (agency) => ({ police: text("Police"), culture: text("Culture") })[agency] ?? agency;

/** An input for a whole number that saves as it is typed. */
export function numberField(form, name, label) {
  const id = anchor(name);
  const error = h("p", { class: "field__error", id: `${id}-error`, hidden: true });
  const box = h("input", {
    class: "input", id, name, type: "text", inputmode: "numeric", autocomplete: "off", value: form.draft.entries[name] ?? "",
    "aria-describedby": `${id}-error`, oninput: () => form.put(name, box.value, error),
  });
  return h("div", { class: "field" }, h("label", { class: "field__label field__label--minor", for: id }, label), error, box);
}

function basis(item) {
  return h("details", { class: "question__basis" },
    h("summary", {}, text("Legal basis"), h("span", { class: "visually-hidden" }, ` – ${item.code}`)), h("p", {}, item.legal_basis));
}

function evidence(form, item) {
  const { code } = item;
  const onNo = h("div", { hidden: true },
    h("p", {}, link(text("Record a violation"), `#/visit/${form.draft.id}/violation?item=${code}`, { icon: "warning", more: code })));
  const note = area(`note.${code}`, text("Note on {code}", { code }), {
    value: form.draft.entries[`note.${code}`] ?? "", rows: 2, hint: text("Numbers, no names of third persons."), oninput: (event) => form.put(`note.${code}`, event.target.value),
  });
  const hasMore = Boolean(form.draft.entries[`note.${code}`]) || form.draft.photos.some((photo) => photo.item === code);
  const details = disclosure([text("Note and photos"), h("span", { class: "visually-hidden" }, ` – ${code}`)], [], { open: hasMore });
  const body = details.querySelector(".disclosure__body");
  const openIt = () => {
    if (details.open && body.childElementCount === 0) {
      fill(body, note, photoStrip(form, code));
    }
  };
  details.addEventListener("toggle", openIt);
  openIt();
  return {
    nodes: [onNo, details],
    show(isNo) {
      onNo.hidden = !isNo;
      if (isNo && !details.open) {
        details.open = true;
        openIt();
      }
    },
  };
}

function chosen(form, item) {
  const name = `answer.${item.code}`;
  return h("fieldset", { class: "question__field", id: anchor(name) },
    h("legend", { class: "question__text" }, h("span", { class: "question__number" }, `${item.code}.`), " ", spoken(item)),
    item.hint ? h("p", { class: "field__hint" }, item.hint) : null,
    segments(name, ANSWERS(), form.draft.entries[name] ?? "", (value) => form.put(name, value)));
}

function counted(form, item) {
  return h("fieldset", { class: "question__field", id: anchor(`answer.${item.code}`) },
    h("legend", { class: "question__text" }, h("span", { class: "question__number" }, `${item.code}.`), " ", spoken(item)),
    item.hint ? h("p", { class: "field__hint" }, item.hint) : null,
    numberField(form, `count.${item.code}`, item.count_label),
    item.answer === "count_of" ? numberField(form, `total.${item.code}`, item.total_label) : null);
}

function mirrored(form, item) {
  const figures = h("strong", { class: "numeric" });
  const draw = () => {
    figures.textContent = item.workers.filter(Boolean).map((name) => form.draft.entries[name] || "–").join("/");
  };
  draw();
  form.mirrors.push(draw);
  return h("div", { id: anchor(`answer.${item.code}`) },
    h("p", { class: "question__text" }, h("span", { class: "question__number" }, `${item.code}.`), " ", spoken(item)),
    h("p", {}, text("From the numbers of workers:"), " ", figures));
}

/** One question with what belongs to it; `form.follow` keeps it in step. */
function question(form, item) {
  const more = evidence(form, item);
  const own = item.workers ? mirrored(form, item) : item.answer === "yes_no_na" ? chosen(form, item) : counted(form, item);
  const node = h("div", { class: "question", dataset: { code: item.code } },
    own, remarksOn(form.remarks, `answer:${item.code}`), basis(item), more.nodes);
  let wasNo = false;
  return {
    node,
    item,
    follow(asked) {
      if (node.hidden === asked.has(item.code)) {
        node.hidden = !node.hidden;
      }
      const isNo = form.draft.answers.get(item.code).value === "no";
      if (isNo !== wasNo) {
        more.show(isNo);
        wasNo = isNo;
      }
    },
  };
}

function group(title, id, content, open) {
  const count = h("span", { class: "group__count" });
  let said = "";
  const node = h("details", { class: "group", id, open },
    h("summary", { class: "group__head" }, h("span", { class: "group__title" }, title), count), h("div", { class: "group__body" }, content));
  return {
    node,
    tell({ answered, total }) {
      if (said === `${answered}/${total}`) {
        return;
      }
      said = `${answered}/${total}`;
      count.textContent = text("{answered}/{total} answered", { answered, total });
      count.toggleAttribute("data-complete", answered === total);
    },
  };
}

function workersGroup(form) {
  const labels = WORKERS.map((name) => numberField(form, name, wordOf("field", name)));
  const done = () => WORKERS.filter((name) => form.draft.entries[name]).length;
  const made = group(text("Numbers of workers"), "workers", h("div", { class: "question stack" },
    h("p", { class: "field__hint" }, text("Numbers only, no names. They also answer the questions on contracts, health checks and minors.")),
    remarksOn(form.remarks, "workers"), labels), done() < WORKERS.length);
  return { node: made.node, follow: () => made.tell({ answered: done(), total: WORKERS.length }) };
}

/** The whole checklist: nodes, and `follow` after each change. */
export function checklist(form) {
  const workers = workersGroup(form);
  const sections = sectionsOf(form.draft.items, form.draft.answers);
  const firstOpen = sections.find((one) => progressOf(one).answered < progressOf(one).total);
  const groups = sections.map((one) => {
    const questions = one.questions.map(({ item }) => question(form, item));
    const title = currentLanguage() === "en" ? one.en : one.vi;
    return { questions, ...group(title, `group-${one.code}`, questions.map(({ node }) => node), one === firstOpen) };
  });
  const follow = () => {
    const { answers } = form.draft;
    const asked = new Set(form.draft.asked.map((item) => item.code));
    workers.follow();
    for (const one of groups) {
      one.questions.forEach((each) => each.follow(asked));
      const own = one.questions.filter(({ item }) => asked.has(item.code));
      one.tell({ answered: own.filter(({ item }) => isAnswered(item, answers.get(item.code))).length, total: own.length });
    }
    form.mirrors.forEach((draw) => draw());
  };
  return { nodes: [workers.node, ...groups.map((one) => one.node)], follow };
}
