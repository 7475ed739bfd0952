/* What stands around every screen? The line of sending at the top, language and settings below. */

import { nameTools, show } from "./app.js";
import { fill, h, icon } from "./dom.js";
import { unsent } from "./figures.js";
import { queue } from "./queue.js";
import { store } from "./store.js";
import { status, sync } from "./sync.js";
import { currentLanguage, loadTexts, moment, text } from "./texts.js";

const part = (name) => document.querySelector(`[data-part="${name}"]`);

/** How sending stands, in a few words. */
export function statusWords({ count }) {
  if (status.word === "revoked" || store.state === "ended") {
    return text("The office has ended this tablet");
  }
  if (status.word === "expired") {
    return text("Sign in again to send");
  }
  if (status.word === "working" && count > 0) {
    return text("Sending: {count} to go", { count });
  }
  const contact = store.contact.at ? text("last contact {time}", { time: moment(store.contact.at) }) : text("no contact yet");
  if (count > 0) {
    return `${text("Not yet sent: {count}", { count })} · ${contact}`;
  }
  return `${text("Everything is sent")} · ${contact}`;
}

async function drawLine() {
  const line = part("sync");
  if (store.state === "new" || !store.enrolled) {
    fill(line);
    return;
  }
  const figures = await unsent();
  const waiting = figures.count > 0;
  const words = statusWords(figures);
  const state = ["expired", "revoked", "refused"].includes(status.word) ? "stopped" : waiting ? "waiting" : "saved";
  if (line.firstChild?.textContent === words && line.firstChild.dataset.state === state) {
    return;
  }
  fill(line, h("a", { class: "field-sync__link", href: "#/settings", dataset: { state } }, words));
}

function drawFooter() {
  const other = currentLanguage() === "vi" ? "en" : "vi";
  const isSettled = !["new", "ended"].includes(store.state) && store.enrolled;
  const footer = part("footer");
  const drawn = `${other} ${isSettled}`;
  if (footer.dataset.drawn === drawn) {
    return; // a button that is replaced while it is pressed does nothing
  }
  footer.dataset.drawn = drawn;
  const change = async () => {
    localStorage.setItem("inspect178.language", other);
    await loadTexts(other);
    drawFooter();
    await drawLine();
    nameTools();
    await show({ keepPlace: true });
  };
  fill(footer,
    isSettled ? h("a", { class: "button button--quiet", href: "#/settings" }, text("Sending and settings")) : null,
    h("button", { class: "button button--quiet", type: "button", onclick: change }, icon("globe"),
      h("span", { lang: other }, other === "vi" ? "Tiếng Việt" : "English")));
}

export function startFrame() {
  drawFooter();
  drawLine();
  store.addEventListener("state", drawFooter);
  store.addEventListener("contact", drawFooter);
  for (const [target, name] of [[queue, "changed"], [sync, "state"], [store, "state"], [store, "contact"]]) {
    target.addEventListener(name, drawLine);
  }
}
