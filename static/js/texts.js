/* Words shown by the scripts, taken from templates/_layout/texts.html in the language of the page. */

const words = document.getElementById("interface-texts")?.dataset ?? {};

/** The sentence of that name, with {placeholders} filled in. */
export function text(name, values = {}) {
  const sentence = words[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** 14:05, as clocks are written here. */
export function clockTime(date = new Date()) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
