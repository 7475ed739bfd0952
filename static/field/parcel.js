/* Which photos travel in one request with the steps that name them? On a quick line all that fit.

   One round trip and one commit of the office instead of three for a photo. On a slow line pieces lose
   less when it breaks, so there photos go by themselves. What the office does not name in its answer
   is sent as it always is. The bytes: length of the JSON (4, big-endian), JSON, photo after photo. */

import { ask, Refusal } from "./api.js";
import { declaration, photosNamedBy, streamOf, takeWhole } from "./blobs.js";
import { concatenated, utf8 } from "./bytes.js";
import { pace } from "./pace.js";

const TYPE = "application/vnd.inspect178.parcel";
const QUICK = 64; // bytes a millisecond
const PHOTOS_AT_MOST = 500_000; // bytes: the whole request stays under one megabyte

let understood = true; // until an office says that it does not know such a request

async function fitting(ops) {
  const chosen = [];
  let size = 0;
  for (const blob of understood && pace.speed >= QUICK ? await photosNamedBy(ops) : []) {
    if (size + blob.sealed.size <= PHOTOS_AT_MOST) {
      chosen.push(blob);
      size += blob.sealed.size;
    }
  }
  return chosen;
}

function written(json, streams) {
  const head = utf8(JSON.stringify(json));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.byteLength);
  return concatenated([length, head, ...streams]);
}

/** Send steps, with their photos where the line is quick.

    ops    the steps as `queue` knows them
    json   the request without photos
    gives  the office's answer; receipts of photos are taken already */
export async function sendTogether(ops, json, { token, receiptKey }) {
  const blobs = await fitting(ops);
  if (blobs.length === 0) {
    return ask("ops", { json, token });
  }
  const photos = blobs.map((blob) => ({ ...declaration(blob), id: blob.id }));
  const streams = await Promise.all(blobs.map(streamOf));
  try {
    const bytes = written({ ...json, photos }, streams);
    const said = await ask("ops", { bytes, token, headers: { "Content-Type": TYPE } });
    await takeReceipts(blobs, said, receiptKey);
    return said;
  } catch (error) {
    if (error instanceof Refusal && [400, 413, 415].includes(error.status)) {
      understood = false;
      return ask("ops", { json, token });
    }
    throw error;
  }
}

async function takeReceipts(blobs, said, receiptKey) {
  const kept = (Array.isArray(said.answers) ? said.answers : []).flatMap((answer) => answer?.photos ?? []);
  for (const answer of kept) {
    const blob = blobs.find(({ id }) => id === answer?.id);
    if (blob) {
      await takeWhole(blob, answer, receiptKey);
    }
  }
}
