/* Where does the tablet keep things? One IndexedDB; what is not secret stands in the clear.

   vault   wrapped keys, the device's id, the server's public keys, epoch, lease, meter: no names
   rows    [table, id] -> {iv, data}: everything that people read, encrypted (store.js)
   ops     [device, seq] -> what is known of an operation: ids, hashes, state, receipt
   sealed  [device, seq] -> the operation itself, sealed to the server's key
   blobs   uuid -> what is known of a photo: sizes, hashes, how much has been sent
   pieces  [uuid, n] -> its pieces, sealed to the server's key */

import { deleteDB, openDB } from "../vendor/idb/idb.js";

export const NAME = "inspect178-field";
const FILLING = 5 * 1024 * 1024; // a log is full at 4 MB
const FILLING_PIECE = 32 * 1024; // what has 64 kB or more lies in a file of its own
const ROOM_TO_FILL = 20 * FILLING;
const STORES = ["vault", "rows", "ops", "sealed", "blobs", "pieces"];
let database = null;

export async function open() {
  database ??= await openDB(NAME, 1, {
    upgrade(made) {
      for (const name of STORES) {
        made.createObjectStore(name);
      }
    },
    blocking() {
      close(); // another tab wipes or upgrades: never stand in its way
    },
    terminated() {
      database = null;
    },
  });
  return database;
}

export function close() {
  database?.close();
  database = null;
}

export async function read(name, key) {
  return (await open()).get(name, key);
}

export async function readAll(name, range) {
  return (await open()).getAll(name, range);
}

/** Change several stores at once, on disk before it returns; `change` must not wait for others. */
export async function change(names, act) {
  const transaction = (await open()).transaction(names, "readwrite", { durability: "strict" });
  transaction.done.catch(() => {}); // awaited below, after what `act` says
  let result;
  try {
    result = await act(transaction);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // it had already ended by itself
    }
    throw error;
  }
  await transaction.done;
  return result;
}

export async function keep(name, key, value) {
  await change([name], (transaction) => transaction.objectStore(name).put(value, key));
}

/** Every key of one table or of one blob: [first, …]. */
export const startingWith = (first) => IDBKeyRange.bound([first], [first, []]);

/** Leave the file behind to which Chromium added last: its end may have been cut off by a flat battery.

    Chromium goes on writing behind such an end, cannot read that file at the start after this one, and
    then throws everything away without a word (https://github.com/google/leveldb/issues/1287). A file
    of over 4 MB is closed, read into a table and never added to again; nothing of the filling stays. */
export async function leaveOldLog() {
  if (!("userAgentData" in navigator)) {
    return; // not Chromium; others keep their databases otherwise
  }
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < ROOM_TO_FILL) {
    return; // a full disk does more harm
  }
  const filling = new Uint8Array(FILLING_PIECE);
  await change(["pieces"], (transaction) => {
    for (let n = 0; n * FILLING_PIECE < FILLING; n += 1) {
      transaction.objectStore("pieces").put(filling, ["filling", n]);
    }
  });
  await change(["pieces"], (transaction) => {
    transaction.objectStore("pieces").delete(startingWith("filling"));
  });
}

export async function destroy() {
  close();
  await deleteDB(NAME);
}
