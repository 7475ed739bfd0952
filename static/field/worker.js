/* How does the app open without a network, and how is it renewed? Through its service worker. */

import { h, icon, put } from "./dom.js";
import { text } from "./texts.js";

let waiting = null;

const ADDRESS = "/field/sw.js";
let policy = null;

/** The worker's address as Trusted Types want it: this one and no other. */
function trustedAddress() {
  policy ??= globalThis.trustedTypes?.createPolicy("sw", {
    createScriptURL(address) {
      if (address !== ADDRESS) {
        throw new TypeError(address);
      }
      return address;
    },
  });
  return policy?.createScriptURL(ADDRESS) ?? ADDRESS;
}

/** Register the worker: at every start, and when a tablet that was emptied is set up again. */
export async function startWorker() {
  if (!navigator.serviceWorker) {
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register(trustedAddress(), { scope: "/field/" });
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const fresh = registration.installing;
      fresh?.addEventListener("statechange", () => {
        if (fresh.state === "installed" && navigator.serviceWorker.controller) {
          offer(fresh);
        }
      });
    });
  } catch {
    // Without a network the worker that is there goes on; without any, the page itself does.
  }
}

function offer(worker) {
  if (!worker) {
    return;
  }
  waiting = worker;
  const place = document.querySelector('[data-part="update"]');
  place.replaceChildren();
  put(place, h("div", { class: "notice notice--information", role: "status" }, icon("information"),
    h("div", { class: "notice__body" },
      h("p", {}, text("A new version of the app is ready.")),
      h("p", {}, h("button", { class: "button button--secondary", type: "button", onclick: renew }, text("Use the new version"))))));
}

/** Change to the new version: nothing is lost, everything is on the disk. */
function renew() {
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
  waiting.postMessage({ skipWaiting: true });
}
