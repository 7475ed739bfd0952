/* How are elements made? By functions, never by markup in strings: Trusted Types refuse these. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: attributes, `on…` listeners, `dataset`, then children (text, nodes, lists).

    h("button", {class: "button", onclick: save, disabled: busy}, icon("check"), text("Save"))
    true sets an attribute without a value; false, null and undefined leave it out. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    give(made, name, value);
  }
  put(made, children);
  return made;
}

function give(element, name, value) {
  if (value === undefined || value === null || value === false) {
    return;
  }
  if (name.startsWith("on") && typeof value === "function") {
    element.addEventListener(name.slice(2), value);
  } else if (name === "dataset") {
    Object.assign(element.dataset, value);
  } else if (name === "value" && "value" in element) {
    element.value = value;
  } else if (name === "checked" || name === "indeterminate" || name === "selected") {
    element[name] = Boolean(value);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Append children: text, numbers, nodes, lists of these; nothing for null, undefined, false. */
export function put(parent, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      parent.append(child instanceof Node ? child : String(child));
    }
  }
  return parent;
}

/** Replace everything inside an element. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return put(parent, children);
}

/** Change what is inside an element and leave the focus where it was: at the same place in the order. */
export function keepingFocus(parent, change) {
  const inside = () => [...parent.querySelectorAll("a, button, input, select, textarea, summary")];
  const at = inside().indexOf(document.activeElement);
  change();
  if (at >= 0) {
    inside()[at]?.focus({ preventScroll: true });
  }
}

/** A small picture beside words; its shape stands in the shell (templates/_macros/icons.html). */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon--${name}`);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A notice: tone information, success, warning or error. */
export function notice(tone, title, ...body) {
  const parts = body.flat(Infinity).filter((part) => part !== undefined && part !== null && part !== false);
  return h("div", { class: `notice notice--${tone}`, role: tone === "error" ? "alert" : null },
    icon(tone),
    h("div", { class: "notice__body" },
      title ? h("p", { class: "notice__title" }, title) : null,
      parts.map((part) => (part instanceof Node ? part : h("p", {}, part)))));
}

/** A badge: tone neutral, information, success, warning or danger. */
export function badge(tone, words) {
  return h("span", { class: `badge badge--${tone}` }, words);
}

/** A field with its label, hint and error; `input` gets the id and the descriptions. */
export function field(name, label, input, { hint = "", error = "" } = {}) {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  input.id = name;
  if (described) {
    input.setAttribute("aria-describedby", described);
  }
  if (error) {
    input.setAttribute("aria-invalid", "true");
  }
  return h("div", { class: error ? "field field--invalid" : "field" },
    h("label", { class: "field__label", for: name }, label),
    hint ? h("p", { class: "field__hint", id: `${name}-hint` }, hint) : null,
    error ? h("p", { class: "field__error", id: `${name}-error` }, icon("error"), h("span", {}, error)) : null,
    input);
}
