/* Where does the tablet keep things? One IndexedDB; what is not secret stands in the clear.

   vault   wrapped keys, the device's id, the server's public keys, epoch, lease, meter: no names
   rows    [table, id] -> {iv, data}: everything that people read, encrypted (store.js)
   ops     [device, seq] -> what is known of an operation: ids, hashes, state, receipt
   sealed  [device, seq] -> the operation itself, sealed to the server's key
   blobs   uuid -> what is known of a photo: sizes, hashes, how much has been sent
   pieces  [uuid, n] -> its pieces, sealed to the server's key */

import { deleteDB, openDB } from "../vendor/idb/idb.js";

export const NAME = "inspect178-field";
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

export async function destroy() {
  close();
  await deleteDB(NAME);
}
