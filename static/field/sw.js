/* What opens without a network? The shell and nothing else: no answer of the API is ever kept.

   The server puts BUILD, SHELL and LATER before this file (inspect178/fieldwork/field_app.py). */

/* global BUILD, SHELL, LATER */
const CACHE = `field-${BUILD}`;
const KEPT = new Set([...SHELL, ...LATER]);
const HOME = "/field/";

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const others = (await caches.keys()).filter((name) => name.startsWith("field-") && name !== CACHE);
    await Promise.all(others.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function kept(address, request) {
  const found = await caches.match(address, { cacheName: CACHE }); // never makes a cache anew after a wipe
  if (found) {
    return found;
  }
  const answer = await fetch(request);
  if (answer.ok && LATER.includes(address)) {
    const copy = answer.clone();
    await caches.open(CACHE).then((cache) => cache.put(address, copy));
  }
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate" && address.pathname === HOME) {
    event.respondWith(kept(HOME, request));
  } else if (KEPT.has(address.pathname) && address.pathname !== HOME) {
    event.respondWith(kept(address.pathname, request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data?.skipWaiting) {
    self.skipWaiting();
  }
});
