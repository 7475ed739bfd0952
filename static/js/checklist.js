/* Keeps "7/12 answered" of each group of the checklist in step with the answers.

   A question is answered by one of its buttons or, with data-answered-by="name name", by the fields
   of these names. Questions inside something hidden are not asked and not counted. In a group without
   questions, data-tally counts the fields that are filled in. */

import { text } from "./texts.js";

function filled(element) {
  return Boolean(element?.value?.trim());
}

/** Whether a question has its answer, by its buttons or by the fields that answer it. */
export function isAnswered(question) {
  const names = question.dataset.answeredBy?.split(" ") ?? [];
  if (names.length) {
    const { elements } = question.closest("form");
    return names.every((name) => filled(elements.namedItem(name)));
  }
  return question.querySelector(".segment__input:checked") !== null;
}

function show(group) {
  const count = group.querySelector("[data-checklist-count]");
  const asked = [...group.querySelectorAll("[data-question]")].filter((q) => !q.closest("[hidden]"));
  const fields = [...group.querySelectorAll("[data-tally] input")];
  const answered = asked.filter(isAnswered).length + fields.filter(filled).length;
  const total = asked.length + fields.length;
  count.textContent = text("answered", { answered, total });
  count.toggleAttribute("data-complete", total > 0 && answered === total);
}

/** Opens the group that the address points into, so that links to a question lead somewhere. */
function openTarget() {
  const id = decodeURIComponent(window.location.hash.slice(1));
  const target = id && document.getElementById(id);
  const group = target && target.closest("[data-checklist-group]");
  if (group && !group.open) {
    group.open = true;
    target.scrollIntoView();
  }
}

export function startChecklist(groups) {
  const showAll = () => {
    for (const group of groups) {
      if (group.querySelector("[data-question], [data-tally]")) {
        show(group);
      }
    }
  };
  // An answer may show a question of another group: after the page's own scripts, count them all.
  for (const happening of ["input", "change", "inspect178:restored"]) {
    document.addEventListener(happening, () => queueMicrotask(showAll));
  }
  showAll();
  window.addEventListener("hashchange", openTarget);
  openTarget();
}
