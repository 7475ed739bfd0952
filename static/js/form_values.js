/* Reading and writing the fields of a form by name, whatever kind of input they are. */

const NEVER = new Set(["password", "file", "submit", "button", "reset", "image"]);
const OWN = new Set(["csrf_token", "version"]);

/** Whether what is typed in this element may be saved and kept. */
export function isKept(element) {
  return Boolean(
    element.name &&
      !OWN.has(element.name) &&
      !NEVER.has(element.type) &&
      !element.closest("[data-autosave-skip]"),
  );
}

export function valuesOf(form, name) {
  return new FormData(form).getAll(name).filter((value) => typeof value === "string");
}

function named(form, name) {
  return [...form.elements].filter((element) => element.name === name);
}

/** Put values back; each element then says "inspect178:restored" to whoever draws it. */
export function putValues(form, name, values) {
  let next = 0;
  for (const element of named(form, name)) {
    if (element.type === "checkbox" || element.type === "radio") {
      element.checked = values.includes(element.value);
    } else if (element.type === "select-multiple") {
      for (const option of element.options) {
        option.selected = values.includes(option.value);
      }
    } else {
      element.value = values[next] ?? "";
      next += 1;
    }
    element.dispatchEvent(new Event("inspect178:restored", { bubbles: true }));
  }
}

/** Whether an element holds something else than the server wrote into the page. */
export function isTouched(element) {
  if (element.type === "checkbox" || element.type === "radio") {
    return element.checked !== element.defaultChecked;
  }
  if (element.type === "select-one") {
    const first = [...element.options].findIndex((option) => option.defaultSelected);
    return element.selectedIndex !== Math.max(first, element.options.length ? 0 : -1);
  }
  if (element.type === "select-multiple") {
    return [...element.options].some((option) => option.selected !== option.defaultSelected);
  }
  return element.defaultValue !== undefined && element.value !== element.defaultValue;
}

const plain = (values) => values.map((value) => value.replace(/\r\n/g, "\n").trim()).filter(Boolean);

/** Equal but for line ends and outer spaces, which servers tidy. */
export function sameValues(one, other) {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

/** Show a sentence at the field of that name, or take it away with an empty one. */
export function showError(form, name, sentence) {
  const [element] = named(form, name);
  const field = element?.closest(".field, .question, .signature");
  if (!field) {
    return;
  }
  const id = `${element.id || name}-saving-error`;
  document.getElementById(id)?.remove();
  element.toggleAttribute("aria-invalid", false);
  field.classList.toggle("field--invalid", Boolean(sentence));
  if (sentence) {
    const line = document.createElement("p");
    line.className = "field__error";
    line.id = id;
    line.textContent = sentence;
    element.setAttribute("aria-invalid", "true");
    element.setAttribute("aria-errormessage", id);
    field.prepend(line);
  }
}
