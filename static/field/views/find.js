/* Which place is it? Search without diacritics, by distance, on a map without tiles, by the sticker's code. */

import { go, screen } from "../app.js";
import { h } from "../dom.js";
import { byDistance, distanceWords } from "../distance.js";
import { isFound, searchKey, searchTerms } from "../fold.js";
import { spoken, typeOf, wholeAddress, writtenDay } from "../ledger.js";
import { table } from "../pack.js";
import { actions, button, empty, input, link, once, pageHead, section } from "../parts.js";
import { prefetchReader, startReader } from "../reader.js";
import { status, sync } from "../sync.js";
import { currentLanguage, number, text } from "../texts.js";
import { placesMap } from "./map.js";
import { takePosition } from "./position.js";

const AT_ONCE = 30;
const keys = new WeakMap();

sync.addEventListener("state", function fetchReader() {
  if (status.word === "idle" && status.at) {
    sync.removeEventListener("state", fetchReader);
    prefetchReader().catch(() => sync.addEventListener("state", fetchReader));
  }
});

/** The search key of a place, made once. */
function keyOf(place) {
  if (!keys.has(place)) {
    keys.set(place, searchKey(place.name, place.address, place.code ?? ""));
  }
  return keys.get(place);
}

/** The places that hold all words typed. */
export function placesWith(typed) {
  const terms = searchTerms(typed);
  return [...table("establishment").values()].filter((place) => isFound(keyOf(place), terms));
}

/** The place of a scanned address or a typed code, or null. */
export function placeOfCode(said) {
  const code = (said.trim().split("/").pop() ?? "").split("?")[0].replaceAll(/[^0-9a-z]/gi, "").toUpperCase();
  return code ? [...table("establishment").values()].find((place) => (place.code ?? "").replaceAll("-", "").toUpperCase() === code) ?? null : null;
}

function row({ row: place, metres }) {
  const last = place.visited?.[0];
  return h("li", { class: "tasks__item" }, h("div", { class: "tasks__words" },
    h("a", { class: "tasks__link", href: `#/place/${place.id}` }, place.name),
    h("p", { class: "tasks__hint" }, `${wholeAddress(place)} · ${spoken(typeOf(place))}`),
    h("p", { class: "tasks__hint" }, last ? text("Last inspected {day}", { day: writtenDay(last) }) : text("No inspection known here"))),
  Number.isFinite(metres) ? h("p", { class: "tasks__meta" }, distanceWords(metres, currentLanguage())) : null);
}

function scanner(state) {
  const box = h("div", {});
  const said = h("p", { role: "status" });
  let stop = null;
  const end = () => {
    stop?.();
    stop = null;
    box.replaceChildren();
  };
  const found = (words) => {
    const place = placeOfCode(words);
    if (!place) {
      said.textContent = text("This code belongs to no establishment on this tablet.");
      return;
    }
    end();
    go(`#/place/${place.id}`);
  };
  const start = once(button(text("Scan the sticker"), null, { icon: "camera" }), async () => {
    if (stop) {
      end();
      return;
    }
    const video = h("video", { class: "field-camera", muted: true, playsinline: true, "aria-label": text("Picture of the camera") });
    box.replaceChildren(video);
    try {
      stop = await startReader(video, found);
      said.textContent = text("Hold the code of the sticker before the camera.");
    } catch {
      end();
      said.textContent = text("The camera cannot be used. Type the code of the sticker instead.");
    }
  });
  state.leave(end);
  return { start, box, said };
}

function codeField(said) {
  const field = input("code", text("Code of the sticker"), { hint: text("The letters and figures below the QR code"), autocapitalize: "characters", maxlength: 40 });
  const open = () => {
    const place = placeOfCode(field.querySelector("input").value);
    if (place) {
      go(`#/place/${place.id}`);
    } else {
      said.textContent = text("This code belongs to no establishment on this tablet.");
    }
  };
  return [field, h("p", {}, button(text("Open"), open))];
}

/** The list of what was found, with the map below it. */
function listOf(state) {
  const list = h("div", { class: "stack", id: "found" });
  state.draw = () => {
    const places = placesWith(state.typed);
    const ordered = state.here ? byDistance(places, state.here) : places.map((place) => ({ row: place, metres: Infinity }));
    list.replaceChildren(
      h("p", { role: "status" }, text("Establishments: {count}", { count: number(places.length) })),
      places.length === 0 ? empty(text("Nothing found"), text("Try fewer words, or enter a new place."))
        : h("ul", { class: "tasks" }, ordered.slice(0, state.shown).map(row)),
      ordered.length > state.shown ? h("p", {}, button(text("Show more"), () => state.show({ shown: state.shown + AT_ONCE }))) : "",
      mapOf(ordered.map((one) => one.row), state.here));
  };
  state.draw();
  return list;
}

function mapOf(places, here) {
  const body = h("div", { class: "disclosure__body" });
  return h("details", { class: "disclosure", ontoggle: (event) => event.target.open && body.replaceChildren(placesMap(places, here)) },
    h("summary", {}, text("Map")), body);
}

function nearest(state) {
  const where = h("p", { role: "status" });
  const near = once(button(text("Nearest first"), null), async () => {
    where.textContent = text("Taking the position…");
    try {
      const { latitude, longitude, accuracy } = await takePosition();
      where.textContent = text("Distances in a straight line, ± {accuracy} m", { accuracy: number(Math.round(accuracy)) });
      state.show({ here: { lat: latitude, lon: longitude } });
    } catch {
      where.textContent = text("The position could not be taken.");
    }
  });
  return { near, where };
}

screen("find", (context) => {
  context.title(text("Find an establishment"));
  context.back("#/today", text("Today's visits"));
  const state = { typed: context.query.get("q") ?? "", here: null, shown: AT_ONCE };
  state.show = (news) => {
    Object.assign(state, news);
    state.draw();
  };
  const list = listOf(state);
  const { near, where } = nearest(state);
  const scan = scanner(context);
  return [
    pageHead(text("Find an establishment")),
    input("q", text("Name or address"), {
      type: "search", value: state.typed, hint: text("Also without diacritics: hoa sua, nn hoa"),
      oninput: (event) => state.show({ typed: event.target.value, shown: AT_ONCE }),
    }),
    actions(near, scan.start), where, scan.said, scan.box, list,
    section(text("By the code of the sticker"), "by-code", codeField(scan.said)),
    section(text("Not on the list"), "not-listed", [h("p", {}, text("A place that the register does not know is proposed to the office.")),
      actions(link(text("A new place was found"), "#/new-place"))]),
  ];
});
