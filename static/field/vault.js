/* Who can open the store? Whoever has the passphrase or the passkey; the PIN only in this session.

   A random data key (DEK) encrypts everything. It lies on the disk only wrapped: under a key made of
   the passphrase (Argon2id) and, where the tablet has it, under one that the passkey gives (WebAuthn
   PRF). For the PIN it lies in memory, wrapped under a key made of the PIN and of a session key that
   cannot be read out and ends with the page: a copied disk gives a guesser of PINs nothing. */

import "../vendor/hash-wasm/argon2.umd.min.js";

import { fromUtf8, randomBytes, utf8 } from "./bytes.js";

const { argon2id } = globalThis.hashwasm;

/** Costs of the passphrase's key: shown on the screen of settings. */
export const PASSPHRASE_COST = { name: "Argon2id", memory: 65536, passes: 3, lanes: 1 };
/** A PIN is short-lived; its key is protected by the session key, not by its cost. */
const PIN_COST = { name: "Argon2id", memory: 19456, passes: 2, lanes: 1 };

export class WrongSecret extends Error {}

const GCM = (iv, purpose) => ({ name: "AES-GCM", iv, additionalData: utf8(purpose) });

async function stretched(secret, salt, cost) {
  return argon2id({
    password: secret.normalize("NFC"),
    salt,
    memorySize: cost.memory,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: 32,
    outputType: "binary",
  });
}

export const dataKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

async function wrap(raw, under, purpose) {
  const key = await crypto.subtle.importKey("raw", under, "AES-GCM", false, ["encrypt"]);
  const iv = randomBytes(12);
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt(GCM(iv, purpose), key, raw)) };
}

async function unwrap(wrapped, under, purpose) {
  const key = await crypto.subtle.importKey("raw", under, "AES-GCM", false, ["decrypt"]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(GCM(wrapped.iv, purpose), key, wrapped.data));
  } catch {
    throw new WrongSecret();
  }
}

export async function wrapWithPassphrase(raw, passphrase) {
  const salt = randomBytes(16);
  const under = await stretched(passphrase, salt, PASSPHRASE_COST);
  const wrapped = await wrap(raw, under, "passphrase");
  under.fill(0);
  return { ...wrapped, salt, cost: PASSPHRASE_COST };
}

export async function unwrapWithPassphrase(kept, passphrase) {
  const under = await stretched(passphrase, kept.salt, kept.cost);
  try {
    return await unwrap(kept, under, "passphrase");
  } finally {
    under.fill(0);
  }
}

/** What is kept of a PIN, itself encrypted under the data key: enough to use it in a later session. */
export async function pinKey(pin, salt = randomBytes(16)) {
  return { salt, key: await stretched(pin, salt, PIN_COST) };
}

/** Quick re-locking: the data key in memory, wrapped for one PIN and one session. */
export class SessionLock {
  static async make(raw, pin) {
    const lock = new SessionLock();
    lock.salt = pin.salt;
    lock.session = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    lock.wrapped = await wrap(raw, await lock.under(pin.key), "pin");
    return lock;
  }

  async under(key) {
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.session, key));
  }

  async open(pin) {
    const { key } = await pinKey(pin, this.salt);
    return unwrap(this.wrapped, await this.under(key), "pin");
  }
}

// The passkey ------------------------------------------------------------------------------------

/** Whether this browser may have passkeys that give a key; only trying says whether this one does. */
export function mayHavePasskey() {
  return Boolean(globalThis.PublicKeyCredential && navigator.credentials?.create);
}

async function keyOfOutput(output) {
  const material = await crypto.subtle.importKey("raw", output, "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8("inspect178 passkey 1") }, material, 256);
  return new Uint8Array(bits);
}

async function askPasskey(id, salt) {
  const answer = await navigator.credentials.get({
    publicKey: {
      challenge: randomBytes(32),
      allowCredentials: [{ type: "public-key", id }],
      userVerification: "required",
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  const output = answer?.getClientExtensionResults().prf?.results?.first;
  if (!output) {
    throw new WrongSecret();
  }
  return keyOfOutput(output);
}

/** Make a passkey on this tablet and wrap the data key with what it gives; null without PRF. */
export async function wrapWithPasskey(raw, name) {
  const salt = randomBytes(32);
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: randomBytes(32),
      rp: { name: "inspect178" },
      user: { id: randomBytes(16), name, displayName: name },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  if (!made?.getClientExtensionResults().prf?.enabled) {
    return null;
  }
  const id = new Uint8Array(made.rawId);
  return { ...(await wrap(raw, await askPasskey(id, salt), "passkey")), id, salt };
}

export async function unwrapWithPasskey(kept) {
  return unwrap(kept, await askPasskey(kept.id, kept.salt), "passkey");
}

// Rows -------------------------------------------------------------------------------------------

const JSON_FORM = 0;
const BYTES_FORM = 1;

/** Encrypt a value (anything JSON can say, or bytes), bound to its place. */
export async function encrypted(key, place, value) {
  const bytes = value instanceof Uint8Array ? value : utf8(JSON.stringify(value));
  const plain = new Uint8Array(bytes.byteLength + 1);
  plain[0] = value instanceof Uint8Array ? BYTES_FORM : JSON_FORM;
  plain.set(bytes, 1);
  const iv = randomBytes(12);
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt(GCM(iv, place), key, plain)) };
}

export async function decrypted(key, place, kept) {
  const plain = new Uint8Array(await crypto.subtle.decrypt(GCM(kept.iv, place), key, kept.data));
  return plain[0] === BYTES_FORM ? plain.slice(1) : JSON.parse(fromUtf8(plain.subarray(1)));
}
