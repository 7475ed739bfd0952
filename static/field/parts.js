/* Of which parts are the screens of a visit made? The same markup and class names as templates/_macros. */

import { badge, field, h, icon, notice } from "./dom.js";
import { wordOf } from "./ledger.js";
import { officeSays } from "./pack.js";
import { queue, stateOf, wordsOf } from "./queue.js";
import { moment, text } from "./texts.js";

/** The id under which a screen shows a field. */
export const anchor = (name) => name.replaceAll(/[.:]/g, "-");

export function pageHead(title, { caption = "", lead = "", state = null } = {}) {
  return h("div", { class: "page-head" }, h("div", { class: "page-head__words" },
    caption ? h("p", { class: "page-head__caption" }, caption) : null,
    h("h1", { class: "page-head__title" }, title),
    state ? h("p", { class: "page-head__badge" }, state) : null,
    lead ? h("p", { class: "lead" }, lead) : null));
}

export function section(title, id, content, { count = null, action = null } = {}) {
  return h("section", { class: "section", id, "aria-labelledby": `${id}-title` },
    h("div", { class: "section__head" },
      h("h2", { class: "section__title", id: `${id}-title` }, title,
        count === null ? null : h("span", { class: "section__count" }, ` (${count})`)),
      action),
    content);
}

/** Labels and values; an empty value says "not recorded". */
export function summaryList(rows) {
  return h("dl", { class: "summary" }, rows.map(([label, value]) =>
    h("div", { class: "summary__row" }, h("dt", {}, label),
      h("dd", { class: "summary__value" }, value || h("span", { class: "muted" }, text("not recorded"))))));
}

export function disclosure(summary, content, { open = false, id = null } = {}) {
  return h("details", { class: "disclosure", open, id }, h("summary", {}, summary), h("div", { class: "disclosure__body stack" }, content));
}

/** Text in its own lines. */
export const paragraphs = (words) => (words ? words.split("\n").map((line) => h("p", {}, line)) : null);

export function button(words, onclick, { kind = "secondary", icon: shape = null, more = "", ...attributes } = {}) {
  return h("button", { class: `button button--${kind}`, type: "button", onclick, ...attributes },
    shape ? icon(shape) : null, h("span", {}, words), more ? h("span", { class: "visually-hidden" }, ` – ${more}`) : null);
}

export function link(words, href, { kind = "secondary", icon: shape = null, more = "" } = {}) {
  return h("a", { class: `button button--${kind}`, href }, shape ? icon(shape) : null, h("span", {}, words),
    more ? h("span", { class: "visually-hidden" }, ` – ${more}`) : null);
}

export const actions = (...items) => h("div", { class: "actions" }, items);

export function empty(title, words) {
  return h("div", { class: "empty" }, icon("empty"), h("p", { class: "empty__title" }, title), h("p", { class: "empty__text" }, words));
}

// Fields -----------------------------------------------------------------------------------------

export function input(name, label, { value = "", type = "text", hint = "", error = "", ...attributes } = {}) {
  return field(anchor(name), label, h("input", { class: "input", name, type, value, autocomplete: "off", ...attributes }), { hint, error });
}

export function area(name, label, { value = "", rows = 3, hint = "", error = "", ...attributes } = {}) {
  return field(anchor(name), label, h("textarea", { class: "textarea", name, rows, value, ...attributes }), { hint, error });
}

export function select(name, label, options, { value = "", hint = "", error = "", ...attributes } = {}) {
  const all = [["", text("Choose")], ...options];
  return field(anchor(name), label,
    h("select", { class: "select", name, ...attributes },
      all.map(([code, words]) => h("option", { value: code, selected: code === value }, words))), { hint, error });
}

const fault = (id, error) => (error
  ? h("p", { class: "field__error", id: `${id}-error` }, icon("error"), h("span", {}, error)) : null);

/** Boxes to tick or one to choose: options [[value, words, hint]]. */
export function ticks(name, legend, options, { values = [], type = "checkbox", hint = "", error = "" } = {}) {
  const id = anchor(name);
  return h("fieldset", { class: error ? "field field--invalid" : "field", id, "aria-describedby": error ? `${id}-error` : null },
    h("legend", { class: "field__label" }, legend),
    hint ? h("p", { class: "field__hint" }, hint) : null,
    fault(id, error),
    h("div", { class: "choices" }, options.map(([value, words, more], at) => h("div", { class: "choice" },
      h("input", { class: "choice__input", type, id: `${id}-${at}`, name, value, checked: values.includes(value), "aria-describedby": more ? `${id}-${at}-hint` : null }),
      h("label", { class: "choice__label", for: `${id}-${at}` }, words),
      more ? h("p", { class: "choice__hint", id: `${id}-${at}-hint` }, more) : null))));
}

/** Large buttons, one of which is pressed. */
export function segments(name, options, value, onchange) {
  const id = anchor(name);
  return h("div", { class: `segments segments--${options.length}` }, options.map(([code, words], at) =>
    h("label", { class: "segment", for: `${id}-${at}` },
      h("input", { class: "segment__input", type: "radio", id: `${id}-${at}`, name, value: code, checked: code === value, onchange: () => onchange?.(code) }),
      h("span", { class: "segment__label" }, h("span", { class: "segment__mark" }, icon("check")), words))));
}

/** A field of text with stock sentences below it. */
export function stock(target, phrases, insert) {
  if (phrases.length === 0) {
    return null;
  }
  const chosen = h("select", { class: "select" }, h("option", { value: "" }, text("Choose")), phrases.map((words) => h("option", {}, words)));
  chosen.addEventListener("change", () => {
    insert(chosen.value);
    chosen.value = "";
  });
  const made = field(`stock-${anchor(target)}`, text("Insert a sentence"), chosen);
  made.querySelector("label").classList.add("field__label--minor");
  return made;
}

/** Put a sentence at the end of a text area and say that it changed. */
export function appendTo(box, words) {
  const before = box.value.trimEnd();
  box.value = before ? `${before}\n${words}` : words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

// Errors -----------------------------------------------------------------------------------------

/** Faults by field: Map field -> words; `faults` are {field, sentence, values}. */
export function byField(faults) {
  const found = new Map();
  for (const { field: name, sentence, values } of faults) {
    found.set(name, [...(found.get(name) ?? []), text(sentence, values)]);
  }
  return new Map([...found].map(([name, words]) => [name, words.join(" ")]));
}

/** What is to be put right, each a way to its field. */
export function errorSummary(errors) {
  if (errors.size === 0) {
    return null;
  }
  const made = h("div", { class: "error-summary", role: "alert", tabindex: "-1", "aria-labelledby": "error-summary-title" }, icon("error"),
    h("div", {}, h("h2", { class: "error-summary__title", id: "error-summary-title" }, text("Please put the following right")),
      h("ul", { class: "error-summary__list" }, [...errors].map(([name, words]) =>
        h("li", {}, h("a", { href: "#", onclick: (event) => goTo(event, anchor(name)) }, words))))));
  window.setTimeout(() => made.focus());
  return made;
}

function goTo(event, id) {
  event.preventDefault();
  reveal(id);
}

/** Bring a field into sight: open what is folded around it, scroll, focus. */
export function reveal(id) {
  const found = document.getElementById(id);
  if (!found) {
    return;
  }
  for (let around = found.parentElement; around; around = around.parentElement) {
    if (around.tagName === "DETAILS") {
      around.open = true;
    }
  }
  if (found.tagName === "DETAILS") {
    found.open = true;
  }
  found.scrollIntoView({ block: "start" });
  const box = found.matches("input, textarea, select") ? found : found.querySelector("input, textarea, select, button, a");
  box?.focus({ preventScroll: true });
}

// Sending ----------------------------------------------------------------------------------------

/** The badge that says where an item is; it changes by itself until the screen is left. */
export function syncBadge(object, context) {
  const place = h("span", { class: "sync-badge", dataset: { object } });
  const draw = async () => {
    const state = await stateOf(object);
    const said = wordsOf(state, moment);
    place.replaceChildren(...(said ? [badge(said.tone, said.words)] : []));
    place.dataset.word = state.word;
  };
  draw();
  queue.addEventListener("changed", draw);
  context.leave(() => queue.removeEventListener("changed", draw));
  return place;
}

function fieldWords(name) {
  const [head, rest] = name.split(".");
  return wordOf("field", name) !== name ? wordOf("field", name) : rest ? text("Question {code}", { code: rest }) : head;
}

/** What stands against an object at the office, in words. */
export async function trouble(object) {
  const state = await stateOf(object);
  const differ = officeSays(object)?.conflicts ?? [];
  if (state.word === "conflict" || differ.length > 0) {
    return notice("warning", text("Both versions are kept; the office decides"), state.reason,
      differ.length > 0 ? h("ul", { class: "list" }, differ.map(([name, mine, theirs]) =>
        h("li", {}, `${fieldWords(name)}: “${mine}” – ${text("at the office")}: “${theirs}”`))) : null);
  }
  return state.word === "refused" ? notice("error", text("The office has refused this"), state.reason) : null;
}

/** Do something once, however often it is tapped; errors are shown where it stands. */
export function once(control, callback) {
  control.addEventListener("click", async (event) => {
    event.preventDefault();
    if (control.disabled) {
      return;
    }
    control.disabled = true;
    try {
      await callback(event);
    } finally {
      control.disabled = false;
    }
  });
  return control;
}
