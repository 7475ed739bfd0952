/* Which words are shown? The English sentences of the code, in the language of the tablet. */

let words = {};
let language = "vi";

/** Read the texts of a language; the worker keeps both, so it works without a network. */
export async function loadTexts(wanted) {
  language = wanted === "en" ? "en" : "vi";
  document.documentElement.lang = language;
  if (language === "en") {
    words = {};
    return;
  }
  const answer = await fetch(`/field/texts-${language}.json`);
  words = answer.ok ? await answer.json() : {};
}

/** The sentence, translated, with {placeholders} filled in. */
export function text(sentence, values = {}) {
  const said = words[sentence] ?? sentence;
  return said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** vi or en. */
export function currentLanguage() {
  return language;
}

const ZONE = "Asia/Ho_Chi_Minh";
const locale = () => (language === "en" ? "en-GB" : "vi-VN");

const formats = new Map(); // to make one takes long

function formatted(date, name, options) {
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat("en-GB", { ...options, timeZone: ZONE }));
  }
  return formats.get(name).format(new Date(date));
}

/** 14:05 */
export function clockTime(date) {
  return formatted(date, "clock", { hour: "2-digit", minute: "2-digit" });
}

/** 28/11/2026 */
export function day(date) {
  return formatted(date, "day", { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** 14:05 on the same day, otherwise 14:05 28/11/2026. */
export function moment(date) {
  return day(date) === day(Date.now()) ? clockTime(date) : `${clockTime(date)} ${day(date)}`;
}

/** 1,5 MB */
export function byteSize(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value)} ${unit}`;
}

/** 1.234 */
export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}
