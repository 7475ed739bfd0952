/* Keeps "7/12 answered" of each group of the checklist in step with the answers. */

import { text } from "./texts.js";

function show(group) {
  const count = group.querySelector("[data-checklist-count]");
  const questions = [...group.querySelectorAll("[data-question]")];
  const answered = questions.filter((q) => q.querySelector(".segment__input:checked")).length;
  count.textContent = text("answered", { answered, total: questions.length });
  count.toggleAttribute("data-complete", questions.length > 0 && answered === questions.length);
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
  for (const group of groups) {
    group.addEventListener("change", () => show(group));
    group.addEventListener("inspect178:restored", () => show(group));
    if (group.querySelector("[data-question]")) {
      show(group);
    }
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
}
