/* Who is this tablet? A device id, and a signing key that the store's key keeps. */

import * as database from "./database.js";
import { base64url, utf8 } from "./bytes.js";
import { store } from "./store.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
let signing = null;

store.addEventListener("state", () => {
  if (store.state !== "open") {
    signing = null;
  }
});

/** What everybody may know: {id, publicKey, keys: {receipt, seal}}; null before enrolment. */
export async function device() {
  return (await database.read("vault", "device")) ?? null;
}

/** Make the id and the key of this tablet. On the disk the private key lies under the store's key. */
export async function makeDevice(name) {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const secret = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const made = { id: crypto.randomUUID(), publicKey: { kty, crv, x, y }, keys: null };
  await store.commit([["_secret", "device-key", secret], ["_secret", "device-name", name]], ["vault"], (transaction) => {
    transaction.objectStore("vault").put(made, "device");
  });
  secret.fill(0);
  return made;
}

/** What its owner calls it: often a person's name, so it lies under the store's key. */
export const deviceName = () => store.secret("device-name");

export async function keepDevice(changes) {
  const known = { ...(await device()), ...changes };
  await database.keep("vault", "device", known);
  return known;
}

/** Sign a text: ECDSA P-256, SHA-256, r and s one after the other, base64url. */
export async function signed(words) {
  if (!signing) {
    const secret = await store.secret("device-key");
    signing = await crypto.subtle.importKey("pkcs8", secret, CURVE, false, ["sign"]);
  }
  return base64url(await crypto.subtle.sign(SIGNING, signing, utf8(words)));
}

/** Whether the server's receipt key made this signature. */
export async function isSigned(publicKey, words, signature) {
  const { kty, crv, x, y } = publicKey;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, ["verify"]);
  return crypto.subtle.verify(SIGNING, key, signature, utf8(words));
}
