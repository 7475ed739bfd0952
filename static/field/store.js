/* What does the tablet remember, and who may read it now? The encrypted store behind every screen.

   state   new      nothing here yet: the tablet has to be enrolled
           locked   the key is not in memory
           open     the key is in memory; `readable` is false once the lease to read has ended
           ended    the office has revoked the tablet: its key is destroyed, what is sealed is still sent
   Events  state (locked, opened, ended, wiped), written ({tables}), contact */

import * as database from "./database.js";
import { randomBytes } from "./bytes.js";
import * as vault from "./vault.js";

export { PASSPHRASE_COST, WrongSecret, mayHavePasskey } from "./vault.js";

const PIN_TRIES = 5;
const FREE_TRIES = 2; // so many wrong secrets cost no waiting
const SLOWEST = 300_000;
const SECRET = "_secret"; // tables that begin with _ are the app's own: readable after the lease
const channel = new BroadcastChannel("inspect178-field");

export class Locked extends Error {}
export class LeaseEnded extends Error {}
/** Whether something could not be read because the tablet was locked, or its lease ended, meanwhile. */
export const isBarred = (error) => error instanceof Locked || error instanceof LeaseEnded;

export class TooSoon extends Error {
  constructor(until) {
    super();
    this.until = until;
  }
}

class Store extends EventTarget {
  state = "locked";
  key = null; // the data key, never readable out of the browser
  session = null; // SessionLock: opens again with the PIN while this page lives
  contact = {};

  get readable() {
    return this.state === "open" && !this.leaseEnded;
  }

  /** The clock of the tablet, never before what it has already shown. */
  now() {
    return Math.max(Date.now(), this.contact.seen ?? 0);
  }

  get leaseEnded() {
    return Boolean(this.contact.leaseUntil) && this.now() > this.contact.leaseUntil;
  }

  get hasPin() {
    return this.session !== null;
  }

  async open() {
    this.contact = (await database.read("vault", "contact")) ?? {};
    this.passkey = Boolean((await database.read("vault", "passkey")) ?? false);
    this.state = (await database.read("vault", "passphrase")) ? "locked" : "new";
    if (await database.read("vault", "ended")) {
      this.state = "ended";
    }
    return this;
  }

  /** Make the store: a fresh random key, wrapped by the passphrase; the PIN re-locks only. */
  async create({ passphrase, pin }) {
    const raw = randomBytes(32);
    const wrapped = await vault.wrapWithPassphrase(raw, passphrase);
    await database.change(["vault", "rows"], async (transaction) => {
      if (await transaction.objectStore("vault").get("passphrase")) {
        throw new Locked(); // another tab was quicker
      }
      transaction.objectStore("vault").put(wrapped, "passphrase");
    });
    this.key = await vault.dataKey(raw);
    this.state = "open";
    await this.setPin(raw, pin);
    raw.fill(0);
    this.tell("state", { state: "open" });
  }

  async setPin(raw, pin) {
    const made = await vault.pinKey(pin);
    await this.commit([[SECRET, "pin", { salt: [...made.salt], key: [...made.key] }]]);
    this.session = await vault.SessionLock.make(raw, made);
  }

  /** Open with a passphrase, the PIN or the passkey; WrongSecret, TooSoon when it may not be. */
  async unlock({ passphrase, pin, passkey }) {
    await this.mayTry();
    let raw;
    try {
      raw = await this.rawKey({ passphrase, pin, passkey });
    } catch (error) {
      if (error instanceof vault.WrongSecret) {
        await this.countWrong(pin !== undefined);
      }
      throw error;
    }
    await database.keep("vault", "tries", { wrong: 0, until: 0 });
    this.key = await vault.dataKey(raw);
    this.state = "open";
    await this.sawClock();
    if (!this.session) {
      const { salt, key } = await this.secret("pin");
      this.session = await vault.SessionLock.make(raw, { salt: Uint8Array.from(salt), key: Uint8Array.from(key) });
    }
    raw.fill(0);
    this.tell("state", { state: "open" });
  }

  async rawKey({ passphrase, pin, passkey }) {
    if (pin !== undefined) {
      if (!this.session) {
        throw new Locked();
      }
      return this.session.open(pin);
    }
    if (passkey) {
      return vault.unwrapWithPasskey(await database.read("vault", "passkey"));
    }
    return vault.unwrapWithPassphrase(await database.read("vault", "passphrase"), passphrase);
  }

  async mayTry() {
    const { until = 0 } = (await database.read("vault", "tries")) ?? {};
    if (Date.now() < until) {
      throw new TooSoon(until);
    }
  }

  /** Wrong secrets slow down; wrong PINs at last take the PIN away until the passphrase is given. */
  async countWrong(withPin) {
    const { wrong = 0 } = (await database.read("vault", "tries")) ?? {};
    const now = wrong + 1;
    const pause = now <= FREE_TRIES ? 0 : Math.min(SLOWEST, 1000 * 2 ** (now - FREE_TRIES));
    await database.keep("vault", "tries", { wrong: now, until: Date.now() + pause });
    if (withPin && now >= PIN_TRIES) {
      this.session = null;
    }
  }

  /** Add a passkey as a second way in; false where the tablet's passkeys give no key. */
  async addPasskey(passphrase, name) {
    await this.mayTry();
    const raw = await vault.unwrapWithPassphrase(await database.read("vault", "passphrase"), passphrase);
    const wrapped = await vault.wrapWithPasskey(raw, name);
    raw.fill(0);
    if (wrapped) {
      await database.keep("vault", "passkey", wrapped);
      this.passkey = true;
    }
    return Boolean(wrapped);
  }

  lock() {
    if (this.state !== "open") {
      return;
    }
    this.key = null;
    this.state = "locked";
    this.tell("state", { state: "locked" });
  }

  /** Destroy the key for good and what it could read; what is sealed to the office stays until a
      backup of the office holds it. `token` stays in the clear: it can only hand in what is sealed. */
  async end(token) {
    this.key = null;
    this.session = null;
    await database.change(["vault", "rows"], (transaction) => {
      for (const name of ["passphrase", "passkey", "tries"]) {
        transaction.objectStore("vault").delete(name);
      }
      transaction.objectStore("vault").put({ token }, "ended");
      transaction.objectStore("rows").clear();
    });
    this.state = "ended";
    channel.postMessage({ ended: true });
    this.tell("state", { state: "ended" });
  }

  /** Destroy the keys first, then the data, the caches and the worker. */
  async wipe() {
    this.key = null;
    this.session = null;
    try {
      await database.change(["vault"], (transaction) => transaction.objectStore("vault").clear());
    } finally {
      this.state = "new";
      this.contact = {};
      channel.postMessage({ wiped: true });
      await database.destroy();
      await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
      const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
      await Promise.all(workers.map((worker) => worker.unregister()));
      sessionStorage.clear();
      localStorage.clear();
      this.tell("state", { state: "new" }, false);
    }
  }

  // Reading and writing --------------------------------------------------------------------------

  async get(table, id) {
    this.mayRead(table);
    const kept = await database.read("rows", [table, id]);
    return kept && vault.decrypted(this.key, place(table, id), kept);
  }

  /** Every value of a table: Map id -> value. */
  async all(table) {
    this.mayRead(table);
    const transaction = (await database.open()).transaction("rows");
    const range = database.startingWith(table);
    const [keys, kept] = await Promise.all([transaction.store.getAllKeys(range), transaction.store.getAll(range)]);
    const values = await Promise.all(
      kept.map((one, at) => vault.decrypted(this.key, place(table, keys[at][1]), one)));
    return new Map(values.map((value, at) => [keys[at][1], value]));
  }

  /** Write rows in one transaction: [[table, id, value], …]; undefined deletes. */
  async write(changes) {
    for (const [table] of changes) {
      this.mayRead(table);
    }
    await this.commit(changes);
  }

  /** Rows and whatever `also` puts into other stores, in one transaction, on disk at the end. */
  async commit(changes, stores = [], also = null) {
    const key = this.key;
    if (!key) {
      throw new Locked();
    }
    const rows = await Promise.all(changes.map(async ([table, id, value]) => [
      [table, id], value === undefined ? undefined : await vault.encrypted(key, place(table, id), value)]));
    await database.change(["rows", ...stores], (transaction) => {
      const store = transaction.objectStore("rows");
      for (const [at, kept] of rows) {
        if (kept === undefined) {
          store.delete(at);
        } else {
          store.put(kept, at);
        }
      }
      return also?.(transaction);
    });
    this.tell("written", { tables: [...new Set(changes.map(([table]) => table))] });
  }

  secret(id) {
    return this.get(SECRET, id);
  }

  async keepSecret(id, value) {
    await this.commit([[SECRET, id, value]]);
  }

  mayRead(table) {
    if (!this.key) {
      throw new Locked();
    }
    if (this.leaseEnded && !table.startsWith("_")) {
      throw new LeaseEnded();
    }
  }

  // The office --------------------------------------------------------------------------------

  /** What the last contact said; in the clear, for it is needed while locked. */
  async keepContact(news) {
    this.contact = { ...this.contact, ...news, seen: this.now() };
    await database.keep("vault", "contact", this.contact);
    this.tell("contact", {});
  }

  /** Remember how late it was, so that a clock turned back cannot prolong the lease. */
  async sawClock() {
    this.contact = { ...this.contact, seen: this.now() };
    await database.keep("vault", "contact", this.contact);
  }

  tell(name, detail, everywhere = true) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
    if (everywhere && name !== "state") {
      channel.postMessage({ name, detail });
    }
  }
}

const place = (table, id) => `${table}\u0000${id}`;

export const store = new Store();

export async function openStore() {
  await store.open();
  channel.onmessage = async ({ data }) => {
    if (data.ended) {
      store.key = null;
      store.session = null;
      store.state = "ended";
      store.tell("state", { state: "ended" }, false);
    } else if (data.wiped) {
      database.close();
      store.key = null;
      store.session = null;
      store.state = "new";
      store.tell("state", { state: "new" }, false);
    } else {
      if (data.name === "contact") {
        store.contact = (await database.read("vault", "contact")) ?? {};
      }
      store.tell(data.name, data.detail, false);
    }
  };
  return store;
}
