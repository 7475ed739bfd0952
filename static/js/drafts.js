/* What was typed and not yet saved, kept on this device under the person and the form.
   Entries that nobody came back for are dropped after two weeks. */

const PREFIX = "inspect178.draft.";
const KEEP = 14 * 24 * 60 * 60 * 1000;

/** The name of a form's draft for the person who is signed in. */
export function draftKey(key) {
  return `${PREFIX}${document.body.dataset.owner ?? ""}.${key}`;
}

export function readDraft(key) {
  try {
    const draft = JSON.parse(window.localStorage.getItem(draftKey(key)));
    return draft && typeof draft.changes === "object" ? draft : null;
  } catch {
    return null;
  }
}

/** Keep {version, changes: {name: [values]}, at}; says whether the device really keeps it. */
export function writeDraft(key, version, changes, at = Date.now()) {
  try {
    if (Object.keys(changes).length === 0) {
      window.localStorage.removeItem(draftKey(key));
    } else {
      const draft = { version, changes, at };
      window.localStorage.setItem(draftKey(key), JSON.stringify(draft));
    }
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(key) {
  writeDraft(key, null, {});
}

/** Lay a draft aside under its own name, so that typing on does not write over it. */
export function layAside(key, draft) {
  const earlier = readDraft(asideKey(key))?.changes ?? {};
  writeDraft(asideKey(key), draft.version, { ...earlier, ...draft.changes }, draft.at);
  dropDraft(key);
}

export function asideKey(key) {
  return `${key}#aside`;
}

/** Drop everything that was typed in these pages: at signing out, where the app's own data stay. */
export function dropAllDrafts() {
  try {
    for (const name of Object.keys(window.localStorage)) {
      if (name.startsWith(PREFIX)) {
        window.localStorage.removeItem(name);
      }
    }
  } catch {
    // Storage is switched off: nothing was kept.
  }
}

export function dropOldDrafts() {
  try {
    for (const name of Object.keys(window.localStorage)) {
      const isOld = () => {
        const { at } = JSON.parse(window.localStorage.getItem(name)) ?? {};
        return !(Date.now() - at < KEEP);
      };
      if (name.startsWith(PREFIX) && isOld()) {
        window.localStorage.removeItem(name);
      }
    }
  } catch {
    // Storage is switched off, or holds something that is not ours: nothing to tidy.
  }
}
