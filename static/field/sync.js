/* When and how does work reach the office? One sender at a time, as often as it takes, nothing twice.

   A round: hello, operations, photos, pull. Only answers in our form with valid receipts count. Only a
   hello changes the epoch that this tablet believes in. Events of `sync`: state. */

import * as database from "./database.js";
import { ask, meter, NoAnswer, Refusal } from "./api.js";
import { dropReceived, requeueBlobs, unsentBlobs } from "./blobs.js";
import { device, keepDevice } from "./keys.js";
import { takePull } from "./pulling.js";
import { APP, changed, dropDurable, known, pending, queue, requeueAbove, SCHEMA } from "./queue.js";
import { laterBy, photosWait, push, sendPhotos } from "./sending.js";
import { store } from "./store.js";

export const sync = new EventTarget();
/** word: idle | working | waiting (no answer) | expired (sign in again) | revoked | refused | nowhere */
export const status = { word: "idle", at: null, nextAt: null, error: "" };

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;
const EVERY = 300_000;
const TOKEN_FRESH = 20 * 3600_000; // a newer token can only be kept while the store is open
const CLOCKS_DIFFER = 120_000;

let token = null; // stays in memory when the screen locks: what is sent is sealed anyway
let failures = 0;
let timer = null; // of the next round as it was planned
let early = null; // of one for which there is a reason now
let again = false;
let notBefore = 0; // the office said when to come again

store.addEventListener("state", async () => {
  if (store.state === "new") {
    token = null;
  } else if (store.state === "ended") {
    await rememberToken();
  } else if (store.state === "open") {
    token = await store.secret("token").catch(() => null) ?? token;
    soon();
  }
});

/** The token of a tablet that was revoked: it can only hand in what is sealed. */
async function rememberToken() {
  token = (await database.read("vault", "ended"))?.token ?? token;
}

function report(news) {
  Object.assign(status, news);
  sync.dispatchEvent(new CustomEvent("state", { detail: status }));
}

/** Take over a token that enrolment or a hello gave. */
export async function keepToken(value) {
  token = { value, at: Date.now() };
  await store.keepSecret("token", token);
}

function mayTalk() {
  return token && (store.key || store.state === "ended" || Date.now() - token.at < TOKEN_FRESH);
}

/** Do a round now. Who asks during one gets one more: that one may have begun without a network. */
let running = null;
export function syncNow() {
  again = Boolean(running);
  running ??= (async () => {
    try {
      do {
        again = false;
        await oneRound();
      } while (again && ["idle", "waiting"].includes(status.word) && notBefore <= Date.now());
    } finally {
      running = null;
      plan();
    }
  })();
  return running;
}

async function oneRound() {
  await navigator.locks.request("inspect178-sync", { ifAvailable: true }, async (lock) => {
    if (!lock || !mayTalk() || store.state === "new") {
      return;
    }
    report({ word: "working", error: "" });
    try {
      await round();
      failures = 0;
      notBefore = 0;
      report({ word: "idle", at: Date.now() });
    } catch (error) {
      await failed(error);
    } finally {
      await keepMeter();
    }
  });
}

async function failed(error) {
  failures += 1;
  notBefore = error instanceof Refusal ? laterBy(error.retryAfter) : 0;
  if (error instanceof Refusal && error.status === 401 && error.body.revoked === true) {
    await revoked(error);
  } else if (error instanceof Refusal && error.status === 401 && error.body.expired === true) {
    token = null;
    report({ word: "expired", error: error.message });
  } else if (error instanceof Refusal) {
    report({ word: error.status >= 500 || [408, 409, 425, 429].includes(error.status) ? "waiting" : "refused", error: error.message });
  } else {
    report({ word: "waiting", error: error instanceof NoAnswer ? "" : error.message });
    if (!(error instanceof NoAnswer)) {
      console.error(error);
    }
  }
}

/** Revoked: the key goes at once; everything goes once the office says that nothing can be lost. */
async function revoked(error) {
  if (error.body.wipe === true) {
    await store.wipe();
    report({ word: "revoked", error: error.message });
  } else {
    await endTablet();
    report({ word: "waiting", error: error.message });
  }
}

async function endTablet() {
  if (store.state !== "ended") {
    await store.end(token);
  }
}

async function round() {
  const own = await device();
  const hello = await sayHello(own);
  const out = hello.state === "revoked";
  if (out) {
    await endTablet();
  }
  const turn = { own, epoch: hello.epoch, token: () => token.value, progress };
  await push(turn);
  await sendPhotos(turn);
  if (out) {
    await sayHello(own); // is everything in a verified backup? Then the office says: wipe
    return;
  }
  if (store.key) {
    await pull();
  }
}

/** Something has arrived: the next failure is the first one again. */
function progress() {
  failures = 0;
}

// Hello ------------------------------------------------------------------------------------------

async function sayHello(own) {
  const head = (await database.read("vault", "head")) ?? { seq: 0 };
  const before = Date.now();
  const photos = (await unsentBlobs()).length;
  const said = await ask("hello", { json: { clock: before, app: APP, schema: SCHEMA, last: head.seq, photos, ended: store.state === "ended" }, token: token.value });
  if (!Number.isInteger(said.epoch) || !Number.isInteger(said.last) || !Number.isInteger(said.durable)) {
    throw new NoAnswer("no hello");
  }
  const now = Date.now();
  const serverNow = Date.parse(said.server_time);
  const offset = Math.round(serverNow - (before + now) / 2);
  const restored = store.contact.epoch !== undefined && store.contact.epoch !== said.epoch;
  await requeueAbove(own.id, said.last);
  if (restored) {
    await requeueBlobs();
  }
  await dropDurable(own.id, said.durable);
  await dropBlobs(own, said, offset);
  await store.keepContact({
    epoch: said.epoch, last: said.last, durable: said.durable, state: said.state, offset, at: now, schemas: said.schemas ?? null,
    leaseUntil: said.lease_until ? now + (Date.parse(said.lease_until) - serverNow) : store.contact.leaseUntil,
  });
  if (said.token && store.key) {
    await keepToken(said.token);
  }
  if (said.certificate && said.certificate !== own.certificate) {
    await keepDevice({ certificate: said.certificate, certificateUntil: said.certificate_until });
  }
  if (Array.isArray(said.leases) && store.key) {
    await store.commit([["_leases", "held", said.leases]]);
  }
  changed();
  return said;
}

/** A photo may go when all operations of its object are durable and it came before the last one of the
    backup; an office that does not say when that was gets it again after a restore. */
async function dropBlobs(own, said, offset) {
  const ops = await known();
  const until = Date.parse(said.durable_at ?? "") - offset - CLOCKS_DIFFER;
  const covered = (blob) => {
    const its = ops.filter((op) => op.object === blob.object);
    return its.length > 0 && its.every((op) => op.receipt && op.seq <= said.durable) && Date.parse(blob.receivedAt) < until;
  };
  await dropReceived(own.id, covered);
}

// Pull -------------------------------------------------------------------------------------------

async function pull() {
  const cursor = (await store.get("_pull", "cursor")) ?? null;
  await takePull(await ask("pull", { json: { cursor }, token: token.value }));
}

/** Take a lease on establishments; what the office said, or null without a contact. */
export async function lease(establishments) {
  try {
    return token ? await ask("leases", { json: { establishments }, token: token.value }) : null;
  } catch {
    return null;
  }
}

// When --------------------------------------------------------------------------------------------

async function keepMeter() {
  const { sent, received } = meter;
  meter.sent = 0;
  meter.received = 0;
  if (store.state === "new") {
    return;
  }
  const today = new Date().toDateString();
  const before = (await database.read("vault", "meter")) ?? {};
  const base = before.day === today ? before : { total: before.total };
  await database.keep("vault", "meter", {
    day: today, sent: (base.sent ?? 0) + sent, received: (base.received ?? 0) + received, total: (base.total ?? 0) + sent + received,
  });
}

/** Doubled each time, with as much chance as wait; never before the office said. */
function pause() {
  const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  return Math.max(most / 2 + (Math.random() * most) / 2, notBefore - Date.now());
}

function plan() {
  window.clearTimeout(timer);
  if (["expired", "revoked"].includes(status.word) || store.state === "new") {
    return;
  }
  const wait = failures > 0 ? pause() : Math.min(EVERY, photosWait() || EVERY);
  report({ nextAt: Date.now() + wait });
  timer = window.setTimeout(syncNow, wait);
}

/** A round in a moment; a round that is running began without knowing the reason. */
function soon() {
  window.clearTimeout(early);
  early = window.setTimeout(async () => {
    await running?.catch(() => {});
    if (notBefore > Date.now()) {
      soon(); // the office has said meanwhile when to come again
    } else {
      await syncNow();
    }
  }, Math.max(200, notBefore - Date.now()));
}

function online() {
  failures = 0;
  soon();
}

export function startSync() {
  queue.addEventListener("changed", () => {
    if (!running && status.word === "idle") {
      soonIfPending();
    }
  });
  window.addEventListener("online", online);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      soon();
    }
  });
  rememberToken().then(soon);
}

async function soonIfPending() {
  const [ops, blobs] = await Promise.all([pending(), unsentBlobs()]);
  if (ops.length + blobs.length > 0) {
    soon();
  }
}
