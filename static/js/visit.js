/* The page of a visit: questions that appear, notes that open, sentences to insert, the position.

   data-shown-if="C8=no"        shown only after that answer
   data-question                a question; "no" opens its data-evidence and shows its data-on-no
   data-counts                  a counted question: fewer than the total, or any of one number, is "no"
   data-mirror="name name"      repeats numbers entered elsewhere
   data-inserts-into="id"       a select whose sentence goes to the end of that text
   data-position                takes the device's position into the hidden fields
   .field-bar a[href^="#"]      leads to the first question that is still open at that moment */

import { isAnswered } from "./checklist.js";

const form = document.querySelector("form[data-autosave]");

const field = (name) => form?.elements.namedItem(name);
const valueOf = (name) => field(name)?.value?.trim() ?? "";

function showFollowUps() {
  for (const part of document.querySelectorAll("[data-shown-if]")) {
    const [code, wanted] = part.dataset.shownIf.split("=");
    part.hidden = valueOf(`answer.${code}`) !== wanted;
  }
}

/** "no" for a question as it stands, by its buttons or by its numbers. */
function isNo(question) {
  if (!("counts" in question.dataset)) {
    return question.querySelector('.segment__input[value="no"]')?.checked ?? false;
  }
  const numbers = question.dataset.answeredBy.split(" ").map(valueOf);
  if (numbers.some((text) => !/^\d+$/.test(text))) {
    return false;
  }
  const [count, total] = numbers.map(Number);
  return total === undefined ? count > 0 : count < total;
}

function openEvidence(question) {
  const no = isNo(question);
  const evidence = question.querySelector("[data-evidence]");
  for (const part of question.querySelectorAll("[data-on-no]")) {
    part.hidden = !no;
  }
  if (no && evidence) {
    evidence.open = true;
  }
}

function showMirrors() {
  for (const mirror of document.querySelectorAll("[data-mirror]")) {
    mirror.textContent = mirror.dataset.mirror
      .split(" ")
      .map((name) => valueOf(name) || "–")
      .join("/");
  }
}

function follow() {
  showFollowUps();
  showMirrors();
  document.querySelectorAll("[data-question]").forEach(openEvidence);
}

function insert(select) {
  const target = document.getElementById(select.dataset.insertsInto);
  if (!select.value || !target) {
    return;
  }
  const before = target.value.trimEnd();
  target.value = before ? `${before}\n${select.value}` : select.value;
  select.value = "";
  target.dispatchEvent(new Event("input", { bubbles: true }));
  target.focus();
}

function startStock() {
  for (const part of document.querySelectorAll("[data-stock]")) {
    part.hidden = false;
    part.querySelector("select").addEventListener("change", (event) => insert(event.target));
  }
}

function put(name, value) {
  const input = field(name);
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function startPosition(part) {
  const state = part.querySelector("[data-position-state]");
  const button = part.querySelector("[data-position-take]");
  if (!navigator.geolocation) {
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    state.textContent = state.dataset.taking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put("latitude", coords.latitude.toFixed(6));
        put("longitude", coords.longitude.toFixed(6));
        put("position_accuracy_m", coords.accuracy.toFixed(1));
        state.textContent = state.dataset.taken
          .replace("{latitude}", coords.latitude.toFixed(5))
          .replace("{longitude}", coords.longitude.toFixed(5))
          .replace("{accuracy}", coords.accuracy.toFixed(0));
      },
      () => {
        state.textContent = state.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
}

/** The id of what is to be filled in next: numbers of workers, questions in order, findings. */
function nextOpen() {
  if (!valueOf("worker_total")) {
    return "worker_total";
  }
  const open = [...document.querySelectorAll("[data-question]")].find(
    (question) => !question.closest("[hidden]") && !isAnswered(question),
  );
  const id = open?.id || open?.querySelector("[id^='answer-']")?.id;
  return id ?? (valueOf("findings") ? null : "findings");
}

function lead(event) {
  const id = nextOpen();
  if (!id) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.currentTarget.getAttribute("href") === window.location.hash) {
    document.getElementById(id).scrollIntoView();
  }
  event.currentTarget.href = `#${id}`;
}

startStock();
document.querySelectorAll("[data-position]").forEach(startPosition);
if (form) {
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  form.addEventListener("inspect178:restored", follow);
  document.querySelector('.field-bar a[href^="#"]')?.addEventListener("click", lead);
  follow();
}
