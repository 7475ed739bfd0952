/* Where do the places lie to each other? A map without tiles: points, a scale, north at the top. */

import { metresBetween } from "../distance.js";
import { h } from "../dom.js";
import { distanceWords } from "../distance.js";
import { currentLanguage, number, text } from "../texts.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 720;
const HEIGHT = 540;
const MARGIN = 32;
const MOST = 500;
const NICE = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];

function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

/** Degrees to pixels: an even scale in both directions at the latitude of the middle. */
export function projection(places) {
  const lats = places.map((place) => place.lat);
  const lons = places.map((place) => place.lon);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max((east - west) * narrow, 0.002), (HEIGHT - 2 * MARGIN) / Math.max(north - south, 0.002));
  const left = (WIDTH - (east - west) * narrow * scale) / 2;
  const top = (HEIGHT - (north - south) * scale) / 2;
  return { x: (lon) => left + (lon - west) * narrow * scale, y: (lat) => top + (north - lat) * scale, metre: scale / 111_195 };
}

function scaleBar(metre) {
  const metres = NICE.findLast((one) => one * metre <= WIDTH / 3) ?? NICE[0];
  const end = MARGIN + metres * metre;
  return [shape("line", { x1: MARGIN, y1: HEIGHT - 12, x2: end, y2: HEIGHT - 12, class: "places-map__scale" }),
    shape("text", { x: end + 8, y: HEIGHT - 7, class: "places-map__words" }, distanceWords(metres, currentLanguage()))];
}

function point(place, at, index) {
  const link = shape("a", { href: `#/place/${place.id}`, "aria-label": place.name });
  link.append(shape("circle", { cx: at.x(place.lon), cy: at.y(place.lat), r: 9, class: "places-map__point" }), shape("title", {}, place.name));
  if (index < 12) {
    link.append(shape("text", { x: at.x(place.lon) + 12, y: at.y(place.lat) + 5, class: "places-map__words" }, place.name.slice(0, 22)));
  }
  return link;
}

/** The map of the places that have a position; `here` is the tablet. */
export function placesMap(places, here) {
  const placed = places.filter((place) => place.lat !== null && place.lon !== null).slice(0, MOST);
  if (placed.length === 0) {
    return h("p", {}, text("None of these places has a position."));
  }
  const isNear = here && metresBetween(here, placed[0]) < 50_000;
  const at = projection(isNear ? [...placed, here] : placed);
  const drawn = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "places-map", role: "group", "aria-label": text("Map of the places, north at the top") });
  placed.forEach((place, index) => drawn.append(point(place, at, index)));
  if (isNear) {
    drawn.append(shape("circle", { cx: at.x(here.lon), cy: at.y(here.lat), r: 11, class: "places-map__here" }));
  }
  drawn.append(...scaleBar(at.metre));
  return h("figure", { class: "places-map__frame" }, drawn, h("figcaption", { class: "muted" },
    text("{shown} of {all} places have a position. North is at the top.", { shown: number(placed.length), all: number(places.length) })));
}
