/* Which screen is shown? A router by the hash of the address: #/name/argument/argument?query. */

import { fill, h, icon, keepingFocus, notice, put } from "./dom.js";
import { isBarred, store } from "./store.js";
import { text } from "./texts.js";

const IDLE = 5 * 60_000;
const LOOK = 5_000;
const AFTER_RELEASE = 50; // the click follows the release
const screens = new Map();
let leaving = [];
let turn = 0;
let sayThere = null;
let shownBarred = null;
let lastTouch = Date.now();
let released = Promise.resolve();
const openers = [];
let isComplete = false;
let tellComplete;
const complete = new Promise((done) => {
  tellComplete = done;
});

/** Do this after every unlocking, before the first screen: onOpen(() => loadPack()). */
export function onOpen(callback) {
  openers.push(callback);
}

/** Register a screen: `render(context)` gives nodes (or a promise of them) for the main part.

    context  args, query (URLSearchParams), title(words), back(hash, words), bar(...nodes),
             redraw(), leave(callback)
    need     readable (default): unlocked and within the lease; open: unlocked; any: nothing */
export function screen(name, render, { need = "readable" } = {}) {
  screens.set(name, { render, need });
}

/** Go to a screen: go("#/today"); `said` = [tone, ...words] is said once it is there. */
export function go(hash, said = null) {
  sayThere = said;
  if (window.location.hash === hash) {
    return show();
  }
  window.location.hash = hash;
  return undefined;
}

/** Say that every screen is there: those that unlock come first, the others while somebody types. */
export async function allScreensAreHere() {
  isComplete = true;
  tellComplete();
  if (gate(needOf(wanted().name)) !== shownBarred) {
    await show(); // it may be seen without unlocking
  }
}

/** What a screen needs; of one that is not here yet it is not known, and most need everything. */
function needOf(name) {
  return screens.get(name)?.need ?? (isComplete ? "any" : "readable");
}

function wanted() {
  const [path, query = ""] = window.location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...args] = path.split("/").map(decodeURIComponent);
  return { name: name || "today", args, query: new URLSearchParams(query) };
}

/** The screen that may be shown now instead of the wanted one, or null. */
function gate(need) {
  if (need === "any") {
    return null;
  }
  if (store.state === "ended") {
    return "ended";
  }
  if (store.state === "new" || !store.enrolled) {
    return store.state === "locked" ? "unlock" : "enrol";
  }
  if (store.state === "locked") {
    return "unlock";
  }
  return need === "readable" && store.leaseEnded ? "lease-ended" : null;
}

function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

function contextOf(asked, mine) {
  const current = () => mine === turn;
  return {
    ...asked,
    title(words) {
      if (current()) {
        document.title = `${words} – inspect178`;
      }
    },
    back(hash, words) {
      if (current()) {
        fill(part("back"), h("a", { class: "back-link", href: hash }, icon("back"), h("span", {}, words)));
      }
    },
    bar(...nodes) {
      if (current()) {
        fill(part("bar"), nodes.length ? h("div", { class: "field-bar" }, h("div", { class: "field-bar__inner" }, nodes)) : null);
      }
    },
    redraw() {
      return current() ? show({ keepPlace: true }) : undefined;
    },
    leave(callback) {
      leaving.push(callback);
    },
  };
}

function brand() {
  return h("a", { class: "brand", href: "#/today" }, icon("brand"), h("strong", { class: "brand__name" }, "inspect178"));
}

/** Draw the screen of the address; for news (`keepPlace`) once nothing is pressed. */
export async function show({ keepPlace = false } = {}) {
  if (keepPlace) {
    const before = turn;
    await released;
    if (before !== turn) {
      return; // drawn meanwhile
    }
  }
  const mine = (turn += 1);
  leaving.forEach((callback) => callback());
  leaving = [];
  const asked = wanted();
  const barred = gate(needOf(asked.name));
  if (!barred) {
    await complete;
  }
  if (mine !== turn) {
    return;
  }
  const chosen = screens.get(barred) ?? screens.get(asked.name) ?? screens.get("lost");
  shownBarred = barred;
  const context = contextOf(asked, mine);
  fill(part("back"), brand());
  fill(part("bar"));
  part("lock").hidden = store.state !== "open";
  let drawn;
  try {
    drawn = await chosen.render(context);
  } catch (error) {
    drawn = explained(error);
  }
  if (mine !== turn) {
    return;
  }
  const main = document.getElementById("main");
  const place = window.scrollY;
  keepingFocus(main, () => fill(main, drawn));
  if (keepPlace) {
    window.scrollTo(0, place);
  } else {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true }); // so that what is read aloud begins here
  }
  if (sayThere) {
    say(...sayThere);
    sayThere = null;
  }
  document.documentElement.dataset.at = window.location.hash;
  document.documentElement.dataset.screen = [...screens].find(([, one]) => one === chosen)[0];
}

function explained(error) {
  console.error(error);
  return [h("h1", {}, text("This screen could not be shown")),
    notice("error", text("What you entered before is kept."), text("Go back and try again."), `${error.name}: ${error.message}`)];
}

/** Say something once at the top of the screen: tone success, warning, error, information. */
export function say(tone, ...words) {
  const main = document.getElementById("main");
  const said = notice(tone, ...words);
  said.setAttribute("role", tone === "error" ? "alert" : "status");
  main.prepend(said);
  said.scrollIntoView({ block: "nearest" });
  return said;
}

/** News must not replace a button under the finger: the press would do nothing. */
function watchPresses() {
  window.addEventListener("pointerdown", () => {
    released = new Promise((done) => {
      const listening = new AbortController();
      const letGo = () => {
        listening.abort();
        window.setTimeout(done, AFTER_RELEASE);
      };
      for (const name of ["pointerup", "pointercancel"]) {
        window.addEventListener(name, letGo, { capture: true, signal: listening.signal });
      }
    });
  }, { capture: true });
}

// Locking --------------------------------------------------------------------------------------------

function watchIdleness() {
  const touched = () => {
    lockWhenIdle();
    lastTouch = Date.now();
  };
  for (const name of ["pointerdown", "keydown", "touchstart"]) {
    window.addEventListener(name, touched, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", lockWhenIdle);
  window.setInterval(lockWhenIdle, LOOK);
}

function lockWhenIdle() {
  if (store.state === "open" && Date.now() - lastTouch > IDLE) {
    store.lock();
  }
}

/** Name the tools at the top anew: after the language has changed. */
export function nameTools() {
  const dark = document.documentElement.dataset.theme === "dark";
  part("lock").lastChild.textContent = text("Lock");
  part("theme").lastChild.textContent = dark ? text("Light screen") : text("Dark screen");
}

function startTools() {
  const lock = part("lock");
  put(lock, icon("lock"), h("span", {}));
  lock.addEventListener("click", () => store.lock());
  const theme = part("theme");
  put(theme, icon("moon"), h("span", {}));
  theme.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme === "dark";
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("inspect178.theme", dark ? "light" : "dark");
    nameTools();
  });
  nameTools();
}

/** Begin: tools, locking, the first screen. */
export async function start() {
  startTools();
  watchIdleness();
  watchPresses();
  window.addEventListener("hashchange", () => show());
  store.addEventListener("state", begin);
  store.addEventListener("contact", () => {
    if (gate(needOf(wanted().name)) !== shownBarred) {
      begin(); // the lease has been renewed, or has ended
    }
  });
  await show();
}

async function begin() {
  lastTouch = Date.now();
  if (store.state === "new") {
    window.history.replaceState(null, "", "/field/"); // nothing of what was here is addressed any more
  }
  if (store.state === "open" && !store.enrolled) {
    return; // the first screen goes on by itself
  }
  if (store.readable && store.enrolled) {
    await complete;
    try {
      for (const callback of openers) {
        await callback();
      }
    } catch (error) {
      if (!isBarred(error)) {
        throw error; // locked again meanwhile: the screen below says so
      }
    }
  }
  await show();
}
