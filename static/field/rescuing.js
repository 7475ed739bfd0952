/* How does unsent work leave a broken tablet? As a file or as QR frames; both sealed as they are.

   The operations are the very same, with the same ids: arriving by two ways they count once. Nobody
   but the office can open them. A file holds photos too; frames hold operations only.

   File    {"format": "inspect178 rescue 1", device, made_at, ops: [{…, x}], photos: [{…, pieces}]}
   Frame   I178:<set>:<number>:<count>:<part of base64url(gzip(JSON of {device, ops}))> */

import * as database from "./database.js";
import { base64url, concatenated, fromBase64url, fromUtf8, gzip, sha256, utf8 } from "./bytes.js";
import { unsentBlobs } from "./blobs.js";
import { device } from "./keys.js";
import { changed, pending, sealedOf } from "./queue.js";

export const FORMAT = "inspect178 rescue 1";
const FRAME_LETTERS = 700;
const UNPACKED_AT_MOST = 50_000_000;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;
export class NotRescue extends Error {}

async function unsentOps() {
  const found = [];
  for (const op of await pending()) {
    const x = await sealedOf(op);
    if (x) {
      const { device: of, seq, id, object, kind, hash, size, at } = op;
      found.push({ device: of, seq, id, object, kind, hash, size, at, x });
    }
  }
  return found;
}

async function unsentPhotos() {
  const found = [];
  for (const blob of await unsentBlobs()) {
    const pieces = await database.readAll("pieces", database.startingWith(blob.id));
    found.push({ ...blob, offset: 0, pieces: pieces.map(base64url) });
  }
  return found;
}

/** Everything unsent as a file to save. */
export async function rescueFile() {
  const own = await device();
  const content = { format: FORMAT, device: own.id, made_at: new Date().toISOString(), ops: await unsentOps(), photos: await unsentPhotos() };
  const blob = new Blob([JSON.stringify(content)], { type: "application/json" });
  return { blob, name: `inspect178-${content.made_at.slice(0, 10)}-${own.id.slice(0, 8)}.rescue`, content };
}

/** The unsent operations as texts for QR codes. */
export async function rescueFrames() {
  const own = await device();
  const ops = await unsentOps();
  if (ops.length === 0) {
    return [];
  }
  const packed = base64url(await gzip(utf8(JSON.stringify({ device: own.id, ops }))));
  const set = (await sha256(packed)).slice(0, 8);
  const parts = packed.match(new RegExp(`.{1,${FRAME_LETTERS}}`, "g"));
  return parts.map((part, at) => `I178:${set}:${at + 1}:${parts.length}:${part}`);
}

/** Puts frames together in any order: `add(text)` says {have, count}, `content()` the whole. */
export class Frames {
  parts = new Map();
  set = null;
  count = 0;

  add(words) {
    const found = /^I178:([0-9a-f]{8}):(\d+):(\d+):([\w-]+)$/.exec(words.trim());
    if (!found) {
      throw new NotRescue();
    }
    const [, set, number, count, part] = found;
    if (set !== this.set) {
      Object.assign(this, { set, count: Number(count), parts: new Map() });
    }
    this.parts.set(Number(number), part);
    return { have: this.parts.size, count: this.count };
  }

  get complete() {
    return this.count > 0 && this.parts.size === this.count;
  }

  async content() {
    const packed = Array.from({ length: this.count }, (_, at) => this.parts.get(at + 1)).join("");
    if ((await sha256(packed)).slice(0, 8) !== this.set) {
      throw new NotRescue();
    }
    const { ops } = JSON.parse(fromUtf8(await unpacked(fromBase64url(packed))));
    return { ops, photos: [] };
  }
}

async function unpacked(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return concatenated(parts);
    }
    parts.push(value);
    size += value.byteLength;
    if (size > UNPACKED_AT_MOST) {
      throw new NotRescue();
    }
  }
}

/** Read a saved file; NotRescue when it is another. */
export async function readFile(file) {
  try {
    const content = JSON.parse(await file.text());
    if (content.format !== FORMAT) {
      throw new NotRescue();
    }
    return content;
  } catch {
    throw new NotRescue();
  }
}

const isText = (value) => typeof value === "string";

function isOp(op) {
  return ID.test(op?.device) && ID.test(op.id) && ID.test(op.object) && HASH.test(op.hash) && Number.isInteger(op.seq) && op.seq > 0
    && isText(op.kind) && Number.isInteger(op.at) && [op.x?.k, op.x?.n, op.x?.c].every(isText);
}

function isPhoto(blob) {
  return ID.test(blob?.id) && ID.test(blob.device) && HASH.test(blob.sha256) && Array.isArray(blob.pieces) && blob.pieces.every(isText)
    && Number.isInteger(blob.size) && Number.isInteger(blob.sealed?.size) && HASH.test(blob.sealed.sha256);
}

/** Put what another tablet could not send into this tablet's queue; how much was new. */
export async function takeRescue({ ops = [], photos = [] }) {
  if (![ops, photos].every(Array.isArray) || !ops.every(isOp) || !photos.every(isPhoto)) {
    throw new NotRescue();
  }
  let fresh = 0;
  await database.change(["ops", "sealed", "blobs", "pieces"], async (transaction) => {
    const store = (name) => transaction.objectStore(name);
    for (const { x, ...op } of ops) {
      const key = [op.device, op.seq];
      if (!(await store("ops").get(key))) {
        const { device: of, seq, id, object, kind, hash, at } = op;
        store("ops").put({ device: of, seq, id, object, kind, hash, at, size: x.c.length, status: "waiting" }, key);
        store("sealed").put({ k: x.k, n: x.n, c: x.c }, key);
        fresh += 1;
      }
    }
    for (const { pieces, ...blob } of photos) {
      if (!(await store("blobs").get(blob.id))) {
        store("blobs").put({ ...blob, pieces: pieces.length, offset: 0 }, blob.id);
        pieces.forEach((piece, at) => store("pieces").put(fromBase64url(piece), [blob.id, at]));
        fresh += 1;
      }
    }
  });
  changed();
  return fresh;
}
