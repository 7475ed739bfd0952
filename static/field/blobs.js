/* How does a photo stay safe and reach the office? Reduced, sealed in pieces, sent where it stopped.

   Two copies while the visit is open: one under the store's key, to be looked at (table photo), and
   the pieces sealed to the server, to be sent. `dropPhotos` takes the first away when the visit is
   finished. In the clear (store blobs):
   {id, device, object, kind: photo|thumbnail, of, op, mediaType, at, size, sha256, sealed: {k, n,
    sha256, size, piece}, pieces, offset, receipt, receivedAt} */

import * as database from "./database.js";
import { shrunk } from "../js/shrinking.js";
import { concatenated, fromBase64url, sha256 } from "./bytes.js";
import { ask, Refusal } from "./api.js";
import { device, isSigned } from "./keys.js";
import { pace } from "./pace.js";
import { changed } from "./queue.js";
import { PIECE, sealPhoto } from "./sealing.js";
import { store } from "./store.js";

const LONGEST_SIDE = 1600;
const THUMBNAIL_SIDE = 240;
const QUALITY = 0.8;
export class NoPhoto extends Error {}

/** A JPEG of at most `side` pixels on the longer side, turned upright as its EXIF says. */
async function reducedTo(bitmap, side) {
  const { blob, width, height } = await shrunk(bitmap, side, QUALITY);
  return { bytes: new Uint8Array(await blob.arrayBuffer()), width, height };
}

async function bitmapOf(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    throw new NoPhoto();
  }
}

/** Keep a photo: reduced, encrypted, sealed, with its thumbnail, in one transaction; NoPhoto if none.

    meta  {object, op, ...}: op is the id of the operation that names it; kept beside it, encrypted
    gives {photo, sha256, size, media_type, original_sha256, width, height} */
export async function keepPhoto(blob, meta) {
  const own = await device();
  const original = await sha256(await blob.arrayBuffer());
  const bitmap = await bitmapOf(blob);
  const [large, small] = [await reducedTo(bitmap, LONGEST_SIDE), await reducedTo(bitmap, THUMBNAIL_SIDE)];
  bitmap.close();
  const photo = crypto.randomUUID();
  const made = await Promise.all([
    sealedBlob(own, { id: crypto.randomUUID(), kind: "thumbnail", of: photo, object: meta.object, op: meta.op }, small.bytes),
    sealedBlob(own, { id: photo, kind: "photo", object: meta.object, op: meta.op }, large.bytes),
  ]);
  const { size, sha256: hash } = made[1].known;
  const about = { photo, sha256: hash, size, media_type: "image/jpeg", original_sha256: original, width: large.width, height: large.height };
  const rows = [["photo", photo, { ...meta, ...about }], ["photo-large", photo, large.bytes], ["photo-small", photo, small.bytes]];
  await store.commit(rows, ["blobs", "pieces"], (transaction) => {
    for (const { known, pieces } of made) {
      transaction.objectStore("blobs").put(known, known.id);
      pieces.forEach((piece, at) => transaction.objectStore("pieces").put(piece, [known.id, at]));
    }
  });
  changed();
  return about;
}

async function sealedBlob(own, about, bytes) {
  const { k, n, pieces } = await sealPhoto(own.keys.seal, bytes);
  const stream = concatenated(pieces);
  const known = {
    ...about, device: own.id, mediaType: "image/jpeg", at: Date.now(), size: bytes.byteLength, sha256: await sha256(bytes),
    sealed: { k, n, sha256: await sha256(stream), size: stream.byteLength, piece: PIECE },
    pieces: pieces.length, offset: 0,
  };
  return { known, pieces };
}

/** Photos of an object, oldest first: what `keepPhoto` was given and gave. */
export async function photosOf(object) {
  return [...(await store.all("photo")).values()].filter((photo) => photo.object === object);
}

async function urlOf(table, photo) {
  const bytes = await store.get(table, photo);
  return bytes ? URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })) : null;
}

/** Addresses for img; revoke them when the screen is left. null once the visit is finished. */
export const photoUrl = (photo) => urlOf("photo-large", photo);
export const thumbnailUrl = (photo) => urlOf("photo-small", photo);

const LOOKS = ["photo", "photo-large", "photo-small"];

/** Rows that take the readable copies of an object's photos away: for enqueue's alsoWrite. */
export async function withoutPhotos(object) {
  const photos = await photosOf(object);
  return photos.flatMap(({ photo }) => LOOKS.map((table) => [table, photo, undefined]));
}

export async function dropPhotos(object) {
  await store.write(await withoutPhotos(object));
}

/** Take one photo back before it was sent; one that the office has stays there until it is removed there. */
export async function removePhoto(photo) {
  const blobs = (await database.readAll("blobs")).filter((blob) => blob.id === photo || blob.of === photo);
  await store.commit(LOOKS.map((table) => [table, photo, undefined]), ["blobs", "pieces"], (transaction) => {
    for (const blob of blobs.filter((one) => !one.receipt)) {
      transaction.objectStore("blobs").delete(blob.id);
      transaction.objectStore("pieces").delete(database.startingWith(blob.id));
    }
  });
  changed();
}

/** Blobs that the office has not received, thumbnails first. */
export async function unsentBlobs() {
  const blobs = (await database.readAll("blobs")).filter((blob) => !blob.receipt && !blob.done);
  return blobs.sort((a, b) => (a.kind === b.kind ? a.at - b.at : a.kind === "thumbnail" ? -1 : 1));
}

// Sending -----------------------------------------------------------------------------------------

const keepBlob = (blob) => database.keep("blobs", blob.id, blob);

/** What the office is told of a blob before its bytes. */
export function declaration({ device: deviceId, mediaType, op, of, sha256: hash, size, sealed }) {
  return {
    device: deviceId, sha256: sealed.sha256, size: sealed.size, media_type: mediaType, op: op ?? null,
    sealed: { k: sealed.k, n: sealed.n, sha256: hash, size, piece: sealed.piece },
    ...(of ? { thumbnail_of: of } : {}),
  };
}

/** The sealed bytes of a blob, as they are sent. */
export const streamOf = async (blob) => concatenated(await database.readAll("pieces", database.startingWith(blob.id)));

/** Photos that some steps name and of which nothing has been sent. */
export async function photosNamedBy(ops) {
  const ids = new Set(ops.map(({ id }) => id));
  return (await unsentBlobs()).filter((blob) => blob.kind === "photo" && blob.offset === 0 && ids.has(blob.op));
}

/** Take the receipt of a photo that came whole beside its step; its thumbnail need not be sent then. */
export async function takeWhole(blob, answer, receiptKey) {
  if (await taken(blob, answer, receiptKey)) {
    const small = (await database.readAll("blobs")).filter(({ of, receipt }) => of === blob.id && !receipt);
    await database.change(["blobs", "pieces"], (transaction) => {
      for (const { id } of small) {
        transaction.objectStore("blobs").delete(id);
        transaction.objectStore("pieces").delete(database.startingWith(id));
      }
    });
  }
}

/** Send one blob from where the office says it stopped; true when a valid receipt has come. */
export async function sendBlob(blob, { token, receiptKey, progress }) {
  let answer = await ask(`blobs/${blob.id}`, { method: "PUT", json: declaration(blob), token });
  const stream = answer.done ? null : await streamOf(blob);
  while (!answer.done) {
    await keepBlob({ ...blob, offset: answer.offset });
    const { offset } = answer;
    answer = await sendPiece(blob, stream, offset, token);
    if (answer.offset > offset) {
      progress?.();
    }
  }
  return taken(blob, answer, receiptKey);
}

/** Send the bytes from an offset on; a wrong offset is answered with the right one. */
async function sendPiece(blob, stream, offset, token) {
  try {
    return await ask(`blobs/${blob.id}`, {
      method: "PATCH", bytes: stream.slice(offset, offset + pace.size), token, headers: { "Upload-Offset": String(offset) },
    });
  } catch (error) {
    if (error instanceof Refusal && error.status === 409 && Number.isInteger(error.body.offset)) {
      return { offset: error.body.offset, done: error.body.done ?? false, receipt: error.body.receipt };
    }
    throw error;
  }
}

async function taken(blob, answer, receiptKey) {
  const words = ["inspect178 photo receipt 1", blob.device, blob.id, blob.sha256, blob.size].join("\n");
  const valid = typeof answer.receipt === "string" && await isSigned(receiptKey, words, fromBase64url(answer.receipt)).catch(() => false);
  if (!valid) {
    return false;
  }
  await keepBlob({ ...blob, offset: blob.sealed.size, receipt: answer.receipt, receivedAt: new Date().toISOString() });
  return true;
}

/** Forget the pieces of photos that the office has received and that lie in a verified backup. */
export async function dropReceived(deviceId, isDurable) {
  const blobs = (await database.readAll("blobs")).filter((blob) => blob.receipt && !blob.dropped && isDurable(blob));
  if (blobs.length > 0) {
    await database.change(["blobs", "pieces"], (transaction) => {
      for (const blob of blobs) {
        transaction.objectStore("pieces").delete(database.startingWith(blob.id));
        transaction.objectStore("blobs").put({ ...blob, dropped: true }, blob.id);
      }
    });
  }
}

/** After a restore of the office: send every photo again that is still here. */
export async function requeueBlobs() {
  const blobs = (await database.readAll("blobs")).filter((blob) => blob.receipt && !blob.dropped);
  await database.change(["blobs"], (transaction) => {
    for (const { receipt, receivedAt, ...rest } of blobs) {
      transaction.objectStore("blobs").put({ ...rest, offset: 0 }, rest.id);
    }
  });
}
