/* What has this tablet done that the office has to know? The chain of signed operations.

   `enqueue` signs an operation, chains it to the one before, seals it to the server's key and writes
   it together with the screen's own changes in one transaction. Afterwards nobody on this tablet can
   open it; what is known of it in the clear are ids, hashes, sizes and its state:

   {device, seq, id, object, kind, hash, size, at, status, receipt, position, epoch, receivedAt, dropped}
   status  waiting | ok | conflict | refused */

import * as database from "./database.js";
import { fromBase64url, sha256 } from "./bytes.js";
import { device, isSigned, signed } from "./keys.js";
import { officeSays } from "./pack.js";
import { sealOperation } from "./sealing.js";
import { store } from "./store.js";
import { text } from "./texts.js";

export const SCHEMA = 1;
export const APP = document.documentElement.dataset.app ?? "2026.11.1";
export const queue = new EventTarget(); // "changed"
const ANSWERS = "_answer";
let count = 0;

/** Sign, chain, seal and keep one operation and what else changes with it; gives its id. */
export async function enqueue({ object, kind, body, base = null, id = crypto.randomUUID() }, alsoWrite = []) {
  return navigator.locks.request("inspect178-chain", async () => {
    const own = await device();
    const head = (await database.read("vault", "head")) ?? { seq: 0, hash: "" };
    const at = Date.now();
    const payload = JSON.stringify({
      id, device: own.id, seq: head.seq + 1, object, base, kind, schema: SCHEMA, body,
      prev: head.hash, clock: at, counter: Math.round(performance.now()) + (count += 1), app: APP,
    });
    const seq = head.seq + 1;
    const hash = await sha256(payload);
    const sealed = await sealOperation(own.keys.seal, { p: payload, s: await signed(payload) });
    const known = { device: own.id, seq, id, object, kind, hash, size: sealed.c.length, at, status: "waiting" };
    await store.commit(alsoWrite, ["vault", "ops", "sealed"], (transaction) => {
      transaction.objectStore("ops").add(known, [own.id, seq]);
      transaction.objectStore("sealed").add(sealed, [own.id, seq]);
      transaction.objectStore("vault").put({ seq, hash }, "head");
    });
    changed();
    return id;
  });
}

export function changed() {
  queue.dispatchEvent(new Event("changed"));
}

/** Every operation that is known here, in the order of each device. */
export const known = () => database.readAll("ops");

/** Operations without a valid receipt. */
export async function pending() {
  return (await known()).filter((op) => !op.receipt);
}

export const sealedOf = (op) => database.read("sealed", [op.device, op.seq]);

/** What a receipt signs. */
function receiptText(op, answer) {
  return ["inspect178 receipt 1", op.device, op.seq, op.id, op.hash, answer.position, answer.epoch, answer.status].join("\n");
}

/** Take an answer over when its receipt is valid; says whether it was. */
export async function take(op, answer, { epoch, receivedAt, receiptKey }) {
  const final = ["ok", "conflict", "refused"].includes(answer.status);
  if (!final || typeof answer.receipt !== "string" || answer.id !== op.id || answer.seq !== op.seq) {
    return false;
  }
  let valid = false;
  try {
    const said = { epoch, ...answer }; // a repeat may carry the epoch of its first answer
    valid = await isSigned(receiptKey, receiptText(op, said), fromBase64url(answer.receipt));
  } catch {
    valid = false;
  }
  if (!valid) {
    return false;
  }
  const { status, position, receipt } = answer;
  const news = { ...op, status, position, receipt, epoch, receivedAt };
  const put = (transaction) => {
    transaction.objectStore("ops").put(news, [op.device, op.seq]);
  };
  if (answer.reason && store.key) {
    await store.commit([[ANSWERS, op.id, { reason: answer.reason, detail: answer.detail ?? null }]], ["ops"], put);
  } else {
    await database.change(["ops"], put);
  }
  return true;
}

/** Send again whatever the office does not hold: above `last`, in this epoch or a new one. */
export async function requeueAbove(deviceId, last) {
  const ops = await database.readAll("ops", database.startingWith(deviceId));
  const again = ops.filter((op) => op.seq > last && op.receipt);
  await database.change(["ops"], (transaction) => {
    for (const { receipt, position, epoch, receivedAt, ...rest } of again) {
      transaction.objectStore("ops").put({ ...rest, status: "waiting" }, [rest.device, rest.seq]);
    }
  });
  return again.length;
}

/** Forget the sealed body of what is received and lies in a verified backup, and only of that. */
export async function dropDurable(deviceId, durable) {
  const ops = await database.readAll("ops", database.startingWith(deviceId));
  const done = ops.filter((op) => op.receipt && op.seq <= durable && !op.dropped);
  if (done.length > 0) {
    await database.change(["ops", "sealed"], (transaction) => {
      for (const op of done) {
        transaction.objectStore("sealed").delete([op.device, op.seq]);
        transaction.objectStore("ops").put({ ...op, dropped: true }, [op.device, op.seq]);
      }
    });
  }
  return done.length;
}

// Words for people ---------------------------------------------------------------------------------

/** How an object stands: {word, sent, total, receivedAt, reason}; counts operations and photos.

    word  none | here | sending | received | conflict | refused | sent_back */
export async function stateOf(object) {
  const [ops, blobs] = await Promise.all([known(), database.readAll("blobs")]);
  const its = ops.filter((op) => op.object === object);
  const photos = blobs.filter((blob) => blob.object === object && blob.kind === "photo");
  const total = its.length + photos.length;
  const received = [...its.filter((op) => op.receipt), ...photos.filter((photo) => photo.receipt)];
  const office = officeSays(object);
  const settled = office?.state === "received"; // a person has decided since
  const bad = settled ? null : (its.find((op) => op.status === "refused") ?? its.find((op) => op.status === "conflict"));
  const receivedAt = received.map((one) => one.receivedAt).sort().at(-1) ?? null;
  return {
    word: wordOf(office, { bad, sent: received.length, total }),
    sent: received.length,
    total,
    receivedAt,
    reason: bad && store.key ? ((await store.get(ANSWERS, bad.id))?.reason ?? "") : "",
  };
}

function wordOf(office, { bad, sent, total }) {
  if (office?.inspection_state === "returned") {
    return "sent_back";
  }
  if (bad) {
    return bad.status;
  }
  if (total === 0) {
    return "none";
  }
  if (sent === total) {
    return "received";
  }
  return sent === 0 ? "here" : "sending";
}

const TONES = { here: "warning", sending: "information", received: "success", sent_back: "danger", conflict: "danger", refused: "danger" };

/** The state in words and the tone of its badge: {words, tone}; null for an object without any. */
export function wordsOf(state, momentOf = String) {
  const said = {
    none: "",
    here: text("On this tablet only"),
    sending: text("Sending {sent} of {total}", state),
    received: text("Received by the office at {time}", { time: state.receivedAt ? momentOf(state.receivedAt) : "" }),
    sent_back: text("Sent back: see the remarks"),
    conflict: text("Conflict: the office decides"),
    refused: text("Refused by the office"),
  }[state.word];
  return said ? { words: said, tone: TONES[state.word] } : null;
}
