/* What is there to do? Under way, today, overdue, to be sent, the next days: as templates/fieldwork/today.html. */

import { screen } from "../app.js";
import { badge, h } from "../dom.js";
import { localDay, placeOf, spoken, typeOf, visitRows, wholeAddress, wordOf, writtenDay } from "../ledger.js";
import { actions, empty, link, pageHead, section, syncBadge } from "../parts.js";
import { store } from "../store.js";
import { moment, text } from "../texts.js";

const PARTS = [
  ["under-way", "Under way"], ["today", "Today"], ["overdue", "Overdue"], ["to-send", "Records to be sent"], ["coming", "The next days"],
  ["sent", "At the office"],
];

/** In which part of the list a visit stands. */
export function partOf(visit, today) {
  if (["in_progress", "suspended"].includes(visit.state)) {
    return "under-way";
  }
  if (["record_signed", "record_refused", "returned"].includes(visit.state)) {
    return "to-send";
  }
  if (visit.state === "submitted") {
    return "sent";
  }
  if (visit.state !== "approved") {
    return null;
  }
  if (visit.planned_on === today) {
    return "today";
  }
  return visit.planned_on < today ? "overdue" : "coming";
}

const isOpen = (visit) => !visit.opens_at || new Date(visit.opens_at).getTime() <= store.now();

function primaryOf(visit, part) {
  if (part === "under-way") {
    return [text("Continue"), `#/visit/${visit.id}`];
  }
  if (part === "to-send" || part === "sent") {
    return [visit.state === "returned" ? text("Read the remarks") : text("Open the record"), `#/visit/${visit.id}/record`];
  }
  return [text("Begin"), `#/visit/${visit.id}/announce`];
}

const TONES = { "under-way": "information", overdue: "warning", "to-send": "information" };

function card(visit, part, isFirst, context) {
  const place = placeOf(visit.establishment);
  const [words, href] = primaryOf(visit, part);
  const time = part === "under-way" && visit.started_at ? moment(visit.started_at) : writtenDay(visit.planned_on);
  const tone = visit.state === "returned" ? "warning" : TONES[part] ?? "neutral";
  return h("article", { class: "visit", dataset: { visit: visit.id } },
    h("p", { class: "visit__time" }, time, " ", badge(tone, wordOf("state", visit.state)), " ", syncBadge(visit.id, context)),
    h("h3", { class: "visit__title" }, place?.name ?? text("Establishment outside the ground of this tablet")),
    place ? h("p", { class: "visit__address" }, wholeAddress(place)) : null,
    place ? h("p", { class: "visit__detail" }, spoken(typeOf(place))) : null,
    visit.mode === "periodic" ? null : h("p", { class: "visit__detail" }, wordOf("mode", visit.mode)),
    actions(link(words, href, { kind: isFirst ? "primary" : "secondary", more: place?.name }),
      ["today", "overdue", "coming"].includes(part)
        ? link(text("Could not inspect"), `#/visit/${visit.id}/attempt`, { kind: "quiet", more: place?.name }) : null));
}

const byDay = (one, other) => (one.planned_on < other.planned_on ? -1 : Number(one.planned_on > other.planned_on));

screen("today", (context) => {
  context.title(text("Today's visits"));
  const today = localDay(store.now());
  const visits = visitRows().filter(isOpen).sort(byDay);
  const parts = PARTS.map(([part, title]) => [part, title, visits.filter((visit) => partOf(visit, today) === part)])
    .filter(([, , found]) => found.length > 0);
  const listen = () => context.redraw();
  store.addEventListener("pack", listen);
  context.leave(() => store.removeEventListener("pack", listen));
  const first = parts[0]?.[2][0];
  return [
    pageHead(text("Today's visits"), { caption: writtenDay(today) }),
    actions(link(text("Find an establishment"), "#/find", { icon: "search" })),
    parts.length === 0
      ? empty(text("No visits at the moment"), text("Visits of your team appear here once their decision is signed. If one is missing, ask the standing agency."))
      : null,
    parts.map(([part, title, found]) => section(text(title), `visits-${part}`,
      found.map((visit) => card(visit, part, visit === first, context)), { count: found.length })),
  ];
});
