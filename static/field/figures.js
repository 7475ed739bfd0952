/* How much is not yet at the office? Figures of the queue for the frame, the settings and the exits. */

import * as database from "./database.js";
import { unsentBlobs } from "./blobs.js";
import { pending } from "./queue.js";

/** {operations, photos, count, oldest, bytes}: what is unsent; `oldest` in ms, or null. */
export async function unsent() {
  const [ops, blobs] = await Promise.all([pending(), unsentBlobs()]);
  const photos = blobs.filter((blob) => blob.kind === "photo");
  const times = [...ops, ...blobs].map((one) => one.at);
  return {
    operations: ops.length,
    photos: photos.length,
    count: ops.length + photos.length,
    oldest: times.length ? Math.min(...times) : null,
    bytes: ops.reduce((sum, op) => sum + op.size, 0) + blobs.reduce((sum, blob) => sum + blob.sealed.size - blob.offset, 0),
  };
}

/** {sent, received, total} in bytes; sent and received of today. */
export async function traffic() {
  const kept = (await database.read("vault", "meter")) ?? {};
  const today = kept.day === new Date().toDateString();
  return { sent: today ? kept.sent : 0, received: today ? kept.received : 0, total: kept.total ?? 0 };
}

/** {persisted, usage, quota}; null where the browser does not say. */
export async function storage() {
  const manager = navigator.storage;
  const [persisted, estimate] = await Promise.all([manager?.persisted?.() ?? null, manager?.estimate?.() ?? {}]);
  return { persisted, usage: estimate.usage ?? null, quota: estimate.quota ?? null };
}

/** Ask that the browser keeps the data; its answer. */
export async function askToKeep() {
  return (await navigator.storage?.persist?.()) ?? null;
}
