/* Every item of this tablet's work and how it stands, in words. */

import * as database from "../database.js";
import { screen } from "../app.js";
import { badge, h, notice } from "../dom.js";
import { device } from "../keys.js";
import { table } from "../pack.js";
import { known, queue, stateOf, wordsOf } from "../queue.js";
import { status, sync } from "../sync.js";
import { byteSize, moment, text } from "../texts.js";

/** What an object is called: the establishment of a visit, else its kind. */
function titleOf(object, kind) {
  const visit = table("visit").get(object);
  const place = visit && table("establishment").get(visit.establishment);
  const kinds = {
    "commitment.sign": text("Commitment"),
    "register.propose": text("Correction to the register"),
    "visit.unplanned": text("Unplanned visit"),
  };
  return place?.name ?? kinds[kind] ?? text("Inspection");
}

async function objects() {
  const own = await device();
  const ops = await known();
  const blobs = await database.readAll("blobs");
  const found = new Map();
  for (const { object, kind, at, device: of } of [...ops, ...blobs]) {
    const before = found.get(object);
    found.set(object, { object, kind: before?.kind ?? kind, at: Math.max(at, before?.at ?? 0), carried: of !== own.id });
  }
  return [...found.values()].sort((a, b) => b.at - a.at);
}

async function item({ object, kind, at, carried }) {
  const state = await stateOf(object);
  const said = wordsOf(state, moment);
  const title = titleOf(object, kind);
  const visit = table("visit").has(object);
  return h("li", { class: "tasks__item", dataset: { object, word: state.word } },
    h("div", { class: "tasks__words" },
      visit ? h("a", { class: "tasks__link", href: `#/visit/${object}` }, title) : h("strong", {}, title),
      h("p", { class: "tasks__hint" }, carried ? text("Brought from another tablet") : moment(at)),
      state.reason ? h("p", { class: "tasks__hint" }, state.reason) : null),
    said ? badge(said.tone, said.words) : null);
}

function photoLine() {
  const { blob } = status;
  return blob
    ? h("p", { role: "status" }, text("Photo: {sent} of {size}", { sent: byteSize(blob.offset), size: byteSize(blob.sealed.size) }))
    : null;
}

screen("items", async (context) => {
  context.title(text("Each item"));
  context.back("#/settings", text("Sending and settings"));
  const all = await objects();
  const listen = () => context.redraw();
  queue.addEventListener("changed", listen);
  sync.addEventListener("state", listen);
  context.leave(() => {
    queue.removeEventListener("changed", listen);
    sync.removeEventListener("state", listen);
  });
  return [
    h("h1", {}, text("Each item")),
    photoLine(),
    all.length === 0
      ? notice("information", text("Nothing has been written on this tablet yet."))
      : h("ul", { class: "tasks" }, await Promise.all(all.map(item))),
  ];
}, { need: "readable" });

