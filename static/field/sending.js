/* What goes out in a round, and in which order? Steps in batches, then photos on two lanes.

   turn  {own: this tablet, epoch: as the hello said, token: () => the token, progress: () => called when
         something has arrived} */

import * as database from "./database.js";
import { NoAnswer, Refusal } from "./api.js";
import { sendBlob, unsentBlobs } from "./blobs.js";
import { pace } from "./pace.js";
import { sendTogether } from "./parcel.js";
import { changed, pending, requeueAbove, sealedOf, take } from "./queue.js";
import { store } from "./store.js";

const OPS_AT_MOST = 50;
const BATCH_BYTES = 240_000;
const TRIES_OF_A_PHOTO = 3;
const LANES = 2; // photos under way at once: while one waits for its answer another is sent
const GAPS_AT_MOST = 3;
const BY_CHANCE = 2_000;

let photosNotBefore = 0; // so many photos today that they have to wait; steps go on

/** How many milliseconds photos still have to wait. */
export const photosWait = () => Math.max(0, photosNotBefore - Date.now());

/** The instant that lies so many seconds ahead, a little later by chance: not all come at once. */
export function laterBy(seconds) {
  return seconds > 0 ? Date.now() + seconds * 1000 + Math.random() * BY_CHANCE : 0;
}

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

/** Send what was done, in its order, until nothing is left that the office takes now. */
export async function push(turn) {
  const { own } = turn;
  let gaps = 0;
  for (;;) {
    const chosen = await batch();
    if (chosen.length === 0) {
      return;
    }
    const json = { epoch: turn.epoch, ops: chosen.map(({ x }) => ({ x })) };
    const said = await sendTogether(chosen.map(({ op }) => op), json, { token: turn.token(), receiptKey: own.keys.receipt });
    if (!Array.isArray(said.answers) || said.epoch !== store.contact.epoch) {
      throw new NoAnswer("another epoch"); // only a hello may change it: the next round begins with one
    }
    const outcome = await takeAnswers(own, chosen, said);
    if (outcome.taken > 0) {
      turn.progress();
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

/** Send the photos; what is done meanwhile, a signature perhaps, goes before the next one. */
export async function sendPhotos(turn) {
  const left = await unsentBlobs();
  while (left.length > 0 && photosWait() === 0) {
    await sendSome(turn, left);
    await push(turn);
  }
}

/** Send photos on some lanes until none is left or something else has been done. */
async function sendSome(turn, left) {
  const before = (await pending()).length;
  let fault = null;
  const lane = async () => {
    while (left.length > 0 && !fault && photosWait() === 0 && (await pending()).length <= before) {
      await sendOne(turn, left.shift()).catch((error) => {
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
async function sendOne({ own, token, progress }, blob) {
  for (let tries = 1; ; tries += 1) {
    try {
      await sendBlob(blob, { token: token(), receiptKey: own.keys.receipt, progress });
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
