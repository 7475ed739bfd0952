/* When are two written names the same? Folding and search as kernel/text.py and registry/rules.py. */

import { ABBREVIATIONS } from "./abbreviations.js";

const known = (scopes) => new Map(ABBREVIATIONS.filter((row) => scopes.includes(row[2])).map((row) => [row[0], row[1]]));
const IN_NAMES = known(["name"]);
const IN_ADDRESSES = known(["unit", "address"]);
const MEANINGS = new Map();
for (const [short, long] of ABBREVIATIONS) {
  MEANINGS.set(short, new Set([...(MEANINGS.get(short) ?? []), long]));
}

/** `Khách sạn Đắk Lắk` becomes `khach san dak lak`. */
export function fold(said) {
  return said.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{Mn}+/gu, "")
    .replace(/[^0-9a-z]+/g, " ").trim();
}

function expanded(said, abbreviations) {
  const words = fold(said).split(" ");
  const out = [];
  for (let at = 0; at < words.length; at += 1) {
    const pair = words.slice(at, at + 2).join(" ");
    if (pair.includes(" ") && abbreviations.has(pair)) {
      out.push(abbreviations.get(pair));
      at += 1;
    } else {
      out.push(abbreviations.get(words[at]) ?? words[at]);
    }
  }
  return out.join(" ");
}

/** The words by which an establishment is found, each once, between single spaces. */
export function searchKey(name, address, stickerCode) {
  const said = [fold(name), expanded(name, IN_NAMES), fold(stickerCode), fold(address), expanded(address, IN_ADDRESSES)];
  const words = new Set(said.join(" ").split(" ").filter(Boolean));
  return ` ${[...words].join(" ")} `;
}

/** What must be found for each word typed: one of several sets of words. */
export function searchTerms(typed) {
  const words = fold(typed).split(" ").filter(Boolean);
  return words.map((word, at) => {
    const pair = words.slice(at, at + 2).join(" ");
    const meanings = new Set([...(MEANINGS.get(word) ?? []), ...(MEANINGS.get(pair) ?? [])]);
    const alternatives = [...meanings].sort().map((phrase) => phrase.split(" ").map((part) => `${part} `));
    return [[meanings.size > 0 ? `${word} ` : word], ...alternatives];
  });
}

/** Whether a search key has everything that was typed. */
export function isFound(key, terms) {
  return terms.every((alternatives) => alternatives.some((parts) => parts.every((part) => key.includes(` ${part}`))));
}
