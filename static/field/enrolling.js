/* How does a tablet become known to the office? With the session of whoever is signed in online. */

import { ask } from "./api.js";
import { device, deviceName, keepDevice, makeDevice } from "./keys.js";
import { APP } from "./queue.js";
import { store } from "./store.js";
import { keepToken, syncNow } from "./sync.js";
import { startWorker } from "./worker.js";

const YEAR = 31_536_000;

/** Who is signed in online: {csrf, user}; a Refusal with status 401 when nobody is. */
export const whoIsSignedIn = () => ask("enrol", { method: "GET", credentials: "same-origin" });

/** Make this tablet known, or known again with a fresh token; the queue goes on. */
export async function enrol(name) {
  const { csrf } = await whoIsSignedIn();
  const own = (await device()) ?? (await makeDevice(name));
  const said = await ask("enrol", {
    json: { device: own.id, name: await deviceName(), key: own.publicKey, app: APP },
    headers: { "X-CSRFToken": csrf },
    credentials: "same-origin",
  });
  const now = Date.now();
  await keepToken(said.token);
  await store.keepSecret("user", said.user);
  await keepDevice({ keys: said.keys, certificate: said.certificate, certificateUntil: said.certificate_until });
  await store.keepContact({ epoch: store.contact.epoch ?? said.epoch, at: now, leaseUntil: now + said.lease_hours * 3_600_000 });
  store.enrolled = true;
  markBrowser();
  await startWorker();
  await syncNow();
}

/** Signing out of the office's pages must not empty this app: the server looks for this mark. */
function markBrowser() {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `field_app=1; Path=/; Max-Age=${YEAR}; SameSite=Strict${secure}`;
}

export function unmarkBrowser() {
  document.cookie = "field_app=; Path=/; Max-Age=0; SameSite=Strict";
}
