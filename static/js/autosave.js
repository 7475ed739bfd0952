/* Saves what is typed while it is typed, and never loses any of it.

   Markup   <form data-autosave="URL" data-autosave-key="inspection-17" data-autosave-version="3">
            and, anywhere on the page, <p data-autosave-status role="status"></p>.
            data-autosave-skip leaves a field or a part out; passwords and files always stay out.
   Request  POST, form encoded: the changed fields with all their values (an emptied or unticked one
            as ""), _changed once for each of their names, version. Headers X-CSRFToken and
            Accept: application/json.
   Answer   200 {"saved_at", "version"}, both optional
            409 {"error"}: somebody else saved; nothing is sent any more until the page is reloaded
            422 {"errors": {name: sentence}} or {"error"}: those fields wait until they are changed
            400, 401, 403 or a redirect: the token is fetched anew once, then the person is told
            anything else, or no answer: tried again, at longer and longer intervals
   Every change is first written to the device (drafts.js) and leaves it when the server has it.
   After a reload it is put back; if the record has moved on meanwhile, the person is asked first.
   A page that shows data-autosave-clear="key" says that the record is done and the draft may go. */

import { isSignedOut, refreshToken, token } from "./csrf.js";
import { asideKey, dropDraft, dropOldDrafts, layAside, readDraft, writeDraft } from "./drafts.js";
import { isKept, isTouched, putValues, sameValues, showError, valuesOf } from "./form_values.js";
import { clockTime, text } from "./texts.js";

const PAUSE = 1000; // after the last key
const FIRST_RETRY = 3000;
const LAST_RETRY = 60000;
const NO_ANSWER = 30000;
const KEEPALIVE_BYTES = 60000; // browsers refuse more in a request that outlives its page

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.autosaveKey || form.dataset.autosave;
    this.changes = new Map(); // name → values that the server does not have
    this.refused = new Set(); // names that the server does not accept as they are
    this.retryIn = FIRST_RETRY;
    this.status = document.querySelector("[data-autosave-status]") ?? this.ownStatus();
    const early = [...form.elements].filter((item) => isKept(item) && isTouched(item));
    this.bringBack();
    this.listen();
    early.forEach((item) => this.note(item.name)); // typed before this script had started
  }

  get version() {
    return this.form.dataset.autosaveVersion ?? null;
  }

  set version(value) {
    this.form.dataset.autosaveVersion = value;
    const input = this.form.elements.namedItem("version");
    if (input) {
      input.value = value;
    }
  }

  ownStatus() {
    const line = document.createElement("p");
    line.className = "save-state";
    line.setAttribute("role", "status");
    this.form.prepend(line);
    return line;
  }

  listen() {
    const changed = (event) => {
      if (event.target.form === this.form && isKept(event.target)) {
        this.note(event.target.name);
      }
    };
    document.addEventListener("input", changed);
    document.addEventListener("change", changed);
    this.form.addEventListener("submit", (event) => this.beforeSubmit(event));
    document.addEventListener("visibilitychange", () => this.onVisibility());
    window.addEventListener("pagehide", () => this.flush());
    window.addEventListener("pageshow", () => {
      this.leaving = false;
    });
    window.addEventListener("online", () => this.resume());
    window.addEventListener("beforeunload", (event) => {
      if (this.changes.size && !this.kept && !this.leaving) {
        event.preventDefault();
      }
    });
  }

  // What is typed ------------------------------------------------------------------------------

  note(name) {
    this.changes.set(name, valuesOf(this.form, name));
    if (this.refused.delete(name)) {
      showError(this.form, name, "");
    }
    this.keep();
    if (!this.stopped) {
      this.schedule(PAUSE);
    }
  }

  keep() {
    this.kept = writeDraft(this.key, this.version, Object.fromEntries(this.changes));
  }

  /** Put back what this device still holds; ask first if the record has changed since. */
  bringBack() {
    const draft = readDraft(this.key);
    const lost = this.lostIn(draft);
    if (lost.length && draft.version === this.version) {
      this.apply(lost);
    } else if (lost.length) {
      layAside(this.key, draft);
    } else {
      dropDraft(this.key);
    }
    const aside = readDraft(asideKey(this.key));
    if (this.lostIn(aside).length) {
      this.offer(this.lostIn(aside), aside);
    } else {
      dropDraft(asideKey(this.key));
    }
  }

  /** The [name, values] of a draft that the form does not show. */
  lostIn(draft) {
    return Object.entries(draft?.changes ?? {}).filter(
      ([name, values]) => !sameValues(values, valuesOf(this.form, name)),
    );
  }

  apply(entries) {
    for (const [name, values] of entries) {
      putValues(this.form, name, values);
      this.changes.set(name, valuesOf(this.form, name));
    }
    this.keep();
    this.show("unsaved", text("unsaved"));
    this.schedule(PAUSE);
  }

  offer(entries, draft) {
    const box = document.createElement("div");
    box.className = "notice notice--warning";
    box.setAttribute("role", "alert");
    const body = document.createElement("div");
    body.className = "notice__body";
    const words = document.createElement("p");
    words.textContent = text("kept", { time: clockTime(new Date(draft.at)) });
    const list = document.createElement("ul");
    list.className = "list";
    for (const [name, values] of entries) {
      list.append(this.offered(name, values));
    }
    const buttons = document.createElement("div");
    buttons.className = "actions";
    const close = (act) => () => {
      box.remove();
      dropDraft(asideKey(this.key));
      act?.();
    };
    buttons.append(
      button("secondary", text("putBack"), close(() => this.apply(entries))),
      button("quiet", text("discard"), close()),
    );
    body.append(words, list, buttons);
    box.append(body);
    this.form.prepend(box);
  }

  /** One line of the offer: the label of the field and what was typed, where it can be read. */
  offered(name, values) {
    const line = document.createElement("li");
    const [element] = [...this.form.elements].filter((item) => item.name === name);
    const legend = element?.closest("fieldset")?.querySelector("legend");
    const label = (legend ?? element?.labels?.[0])?.textContent.trim() ?? name;
    const readable = element && ["text", "textarea", "number", "date"].includes(element.type);
    line.textContent = readable ? `${label}: ${values.join(", ")}` : label;
    return line;
  }

  // Sending ------------------------------------------------------------------------------------

  schedule(delay) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), delay);
  }

  waiting() {
    return [...this.changes].filter(([name]) => !this.refused.has(name));
  }

  save() {
    window.clearTimeout(this.timer);
    if (!this.sending && this.waiting().length) {
      this.sending = this.send(this.waiting()).finally(() => {
        this.sending = null;
      });
    }
    return this.sending ?? Promise.resolve();
  }

  async send(entries) {
    const slow = window.setTimeout(() => this.show("saving", text("saving")), PAUSE);
    try {
      const response = await this.post(entries);
      await this.take(response, entries);
    } catch {
      this.later(); // no network, no answer, or an answer that cannot be read
    } finally {
      window.clearTimeout(slow);
    }
  }

  async post(entries) {
    const body = this.encode(entries);
    const request = () =>
      fetch(this.form.dataset.autosave, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(), Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: body.toString().length < KEEPALIVE_BYTES,
        signal: AbortSignal.timeout(NO_ANSWER),
      });
    const response = await request();
    const mayBeToken = isSignedOut(response) || [400, 403].includes(response.status);
    return mayBeToken && (await refreshToken()) ? request() : response;
  }

  encode(entries) {
    const body = new URLSearchParams();
    for (const [name, values] of entries) {
      body.append("_changed", name);
      for (const value of values.length ? values : [""]) {
        body.append(name, value);
      }
    }
    if (this.version !== null) {
      body.append("version", this.version);
    }
    return body;
  }

  async take(response, entries) {
    const answer = (await response.json().catch(() => null)) ?? {};
    if (response.ok) {
      this.saved(entries, answer);
    } else if (isSignedOut(response) || answer.csrf) {
      this.stop("stopped", text("signedOut"), true);
    } else if ([403, 404, 410].includes(response.status)) {
      this.stop("stopped", text("forbidden"));
    } else if (response.status === 409) {
      this.stop("stopped", text("conflict"));
    } else if ([400, 422].includes(response.status)) {
      this.reject(entries, answer);
    } else {
      this.later();
    }
  }

  saved(entries, answer) {
    for (const [name, values] of entries) {
      if (JSON.stringify(this.changes.get(name)) === JSON.stringify(values)) {
        this.changes.delete(name);
      }
    }
    if (answer.version !== undefined && answer.version !== null) {
      this.version = String(answer.version);
    }
    this.keep();
    this.retryIn = FIRST_RETRY;
    if (this.refused.size) {
      this.show("unsaved", text("rejected"));
    } else {
      this.show("saved", text("saved", { time: answer.saved_at || clockTime() }));
    }
    if (this.waiting().length) {
      this.schedule(PAUSE);
    }
  }

  reject(entries, { errors = {}, error }) {
    const names = entries.map(([name]) => name);
    const found = names.filter((name) => name in errors);
    for (const name of found.length ? found : names) {
      this.refused.add(name);
      showError(this.form, name, [errors[name] ?? []].flat().join(" "));
    }
    this.show("unsaved", (!found.length && error) || text("rejected"));
    if (this.waiting().length) {
      this.schedule(PAUSE);
    }
  }

  later() {
    this.show("unsaved", text(navigator.onLine ? "unsaved" : "offline"));
    this.schedule(this.retryIn);
    this.retryIn = Math.min(this.retryIn * 2, LAST_RETRY);
  }

  /** Send nothing more by itself; coming back to the page after signing in tries again. */
  stop(state, sentence, signIn = false) {
    this.stopped = signIn ? "signed-out" : "for-good";
    window.clearTimeout(this.timer);
    this.show(state, sentence);
    if (signIn) {
      const link = document.createElement("a");
      link.href = window.location.href;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = text("signIn");
      this.status.append(" ", link);
    }
  }

  resume() {
    if (this.stopped !== "for-good") {
      this.stopped = null;
      this.save();
    }
  }

  // Leaving ------------------------------------------------------------------------------------

  onVisibility() {
    if (document.visibilityState === "hidden") {
      this.flush();
    } else if (this.changes.size) {
      this.resume();
    }
  }

  flush() {
    if (!this.leaving && !this.stopped) {
      this.save();
    }
  }

  /** The form goes with everything in it; a save under way must end first, or they would collide. */
  beforeSubmit(event) {
    if (event.defaultPrevented) {
      return;
    }
    window.clearTimeout(this.timer);
    this.leaving = true;
    if (this.sending) {
      event.preventDefault();
      const { submitter } = event;
      this.sending.then(() => this.form.requestSubmit(submitter));
    }
  }

  show(state, sentence) {
    this.status.dataset.state = state;
    if (this.status.textContent !== sentence) {
      this.status.textContent = sentence;
    }
  }
}

function button(kind, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button button--${kind}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

export function startAutosave(elements) {
  dropOldDrafts();
  for (const element of elements) {
    if (element.dataset.autosaveClear) {
      dropDraft(element.dataset.autosaveClear);
      dropDraft(asideKey(element.dataset.autosaveClear));
    } else {
      new Autosave(element);
    }
  }
}
