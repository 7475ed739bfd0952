/* When and how does work reach the office? One sender at a time, as often as it takes, nothing twice.

   A round: hello, operations, photos, pull. Only answers in our form with valid receipts count. Only a
   hello changes the epoch that this tablet believes in. Events of `sync`: state. */

import * as database from "./database.js";
import { ask, meter, NoAnswer, Refusal } from "./api.js";
import { dropReceived, requeueBlobs, sendBlob, unsentBlobs } from "./blobs.js";
import { device, keepDevice } from "./keys.js";
import { pace } from "./pace.js";
import { sendTogether } from "./parcel.js";
import { takePull } from "./pulling.js";
import { APP, changed, dropDurable, known, pending, queue, requeueAbove, SCHEMA, sealedOf, take } from "./queue.js";
import { store } from "./store.js";

export const sync = new EventTarget();
/** word: idle | working | waiting (no answer) | expired (sign in again) | revoked | refused | nowhere */
export const status = { word: "idle", at: null, nextAt: null, error: "" };

const OPS_AT_MOST = 50;
const BATCH_BYTES = 240_000;
const TRIES_OF_A_PHOTO = 3;
const LANES = 2; // photos under way at once: while one waits for its answer another is sent
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;
const EVERY = 300_000;
const TOKEN_FRESH = 20 * 3600_000; // a newer token can only be kept while the store is open
const GAPS_AT_MOST = 3;
const CLOCKS_DIFFER = 120_000;

let token = null; // stays in memory when the screen locks: what is sent is sealed anyway
let failures = 0;
let timer = null; // of the next round as it was planned
let early = null; // of one for which there is a reason now
let again = false;
let notBefore = 0; // the office said when to come again
let photosNotBefore = 0; // so many photos today that they have to wait; steps go on

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

/** Do a round now; the same promise for everybody who asks meanwhile. */
let running = null;
export function syncNow() {
  again = Boolean(running);
  running ??= (async () => {
    try {
      do {
        again = false;
        await oneRound();
      } while (again && status.word === "idle");
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
  await push(own, hello);
  await sendPhotos(own, hello);
  if (out) {
    await sayHello(own); // is everything in a verified backup? Then the office says: wipe
    return;
  }
  if (store.key) {
    await pull();
  }
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

// Operations ---------------------------------------------------------------------------------------

async function batch() {
  const most = Math.min(BATCH_BYTES, 2 * pace.size);
  const chosen = [];
  let size = 0;
  const waiting = (await pending()).sort((a, b) => (a.device === b.device ? a.seq - b.seq : a.device < b.device ? -1 : 1));
  for (const op of waiting) {
    if (chosen.length === OPS_AT_MOST || (chosen.length > 0 && size + op.size > most)) {
      break;
    }
    const x = await sealedOf(op);
    if (x) {
      chosen.push({ op, x });
      size += op.size + 200;
    }
  }
  return chosen;
}

async function push(own, hello) {
  let gaps = 0;
  for (;;) {
    const chosen = await batch();
    if (chosen.length === 0) {
      return;
    }
    const json = { epoch: hello.epoch, ops: chosen.map(({ x }) => ({ x })) };
    const said = await sendTogether(chosen.map(({ op }) => op), json, { token: token.value, receiptKey: own.keys.receipt });
    if (!Array.isArray(said.answers) || said.epoch !== store.contact.epoch) {
      throw new NoAnswer("another epoch"); // only a hello may change it: the next round begins with one
    }
    const outcome = await takeAnswers(own, chosen, said);
    if (outcome.taken > 0) {
      progress();
    }
    changed();
    if (outcome.taken === 0 && outcome.wanted === null && outcome.barred > 0) {
      return; // once somebody unlocks; photos need not wait for that
    }
    if (outcome.wanted !== null) {
      gaps += 1;
      await requeueAbove(own.id, outcome.wanted - 1);
    }
    if ((outcome.taken === 0 && outcome.wanted === null) || gaps > GAPS_AT_MOST) {
      throw new NoAnswer("nothing was taken in");
    }
  }
}

async function takeAnswers(own, chosen, said) {
  let taken = 0;
  let barred = 0;
  let wanted = null;
  for (const answer of said.answers) {
    const found = chosen.find(({ op }) => op.id === answer?.id && op.seq === answer?.seq);
    if (answer?.status === "gap" && Number.isInteger(answer.wanted) && (!found || found.op.device === own.id)) {
      wanted = Math.min(wanted ?? Infinity, answer.wanted);
    } else if (found && !mayBeTaken(answer)) {
      barred += 1;
    } else if (found) {
      const receiptKey = own.keys.receipt;
      taken += (await take(found.op, answer, { epoch: said.epoch, receivedAt: said.server_time, receiptKey })) ? 1 : 0;
    }
  }
  return { taken, barred, wanted };
}

/** A reason can only be kept while the store is open: while locked such an answer is asked for again. */
function mayBeTaken(answer) {
  return store.key || answer.status === "ok" || store.contact.state === "revoked";
}

// Photos -----------------------------------------------------------------------------------------

async function sendPhotos(own, hello) {
  const left = await unsentBlobs();
  while (left.length > 0 && Date.now() >= photosNotBefore) {
    await sendSome(own, left);
    await push(own, hello); // what was done meanwhile, a signature perhaps, goes before the next photo
  }
}

/** Send photos on some lanes until none is left or something else has been done. */
async function sendSome(own, left) {
  const before = (await pending()).length;
  let fault = null;
  const lane = async () => {
    while (left.length > 0 && !fault && Date.now() >= photosNotBefore && (await pending()).length <= before) {
      await sendOne(own, left.shift()).catch((error) => {
        fault ??= error;
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (fault) {
    throw fault;
  }
}

/** One connection that breaks says little of the line: the photo goes on where it stopped. */
async function sendOne(own, blob) {
  for (let tries = 1; ; tries += 1) {
    try {
      await sendBlob(blob, { token: token.value, receiptKey: own.keys.receipt, progress });
      changed();
      return;
    } catch (error) {
      if (!(error instanceof NoAnswer) || tries === TRIES_OF_A_PHOTO || !navigator.onLine) {
        await passOver(blob, error);
        return;
      }
    }
  }
}

/** Something has arrived: the next failure is the first one again. */
function progress() {
  failures = 0;
}

/** A photo that the office refuses for good does not hold up the others; too many wait their time. */
async function passOver(blob, error) {
  if (error instanceof Refusal && error.status === 429 && error.retryAfter > 0) {
    photosNotBefore = laterBy(error.retryAfter);
    return;
  }
  if (!(error instanceof Refusal) || error.status >= 500 || [401, 408, 409, 425, 429].includes(error.status)) {
    throw error;
  }
  await database.keep("blobs", blob.id, { ...blob, done: true, refused: error.message });
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

/** The instant that lies so many seconds ahead, a little later by chance: not all come at once. */
function laterBy(seconds) {
  return seconds > 0 ? Date.now() + seconds * 1000 + Math.random() * FIRST_PAUSE : 0;
}

function plan() {
  window.clearTimeout(timer);
  if (["expired", "revoked"].includes(status.word) || store.state === "new") {
    return;
  }
  const photos = photosNotBefore > Date.now() ? photosNotBefore - Date.now() : EVERY;
  const wait = failures > 0 ? pause() : Math.min(EVERY, photos);
  report({ nextAt: Date.now() + wait });
  timer = window.setTimeout(syncNow, wait);
}

/** A round in a moment; a round that is running began without knowing the reason. */
function soon() {
  window.clearTimeout(early);
  early = window.setTimeout(async () => {
    await running?.catch(() => {});
    await syncNow();
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
