/* The one entry of every page: starts what the page asks for by its markup, and nothing else. */

import { startAutosave } from "./autosave.js"; // not on demand: the network may be gone by then
import { preventDoubleSubmit } from "./double_submit.js";
import { dropAllDrafts } from "./drafts.js";
import { startTheme } from "./theme_toggle.js";

const starters = [
  ["[data-signature]", () => import("./signature.js"), "startSignatures"],
  ["[data-photos]", () => import("./photos.js"), "startPhotos"],
  ["[data-chart]", () => import("./charts.js"), "startCharts"],
  ["[data-checklist-group]", () => import("./checklist.js"), "startChecklist"],
  ['input[type="date"]', () => import("./dates.js"), "startDates"],
  ["[data-receipt]", () => import("./receipt.js"), "startReceipt"],
  ["[data-password]", () => import("./password.js"), "startPasswords"],
];

preventDoubleSubmit(document);
startTheme(document);
startAutosave(document.querySelectorAll("form[data-autosave], [data-autosave-clear]"));
document.querySelector("[data-focus-first]")?.focus();
for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
  form.addEventListener("submit", dropAllDrafts);
}

for (const [selector, load, name] of starters) {
  const found = document.querySelectorAll(selector);
  if (found.length) {
    load().then((module) => module[name](found));
  }
}
