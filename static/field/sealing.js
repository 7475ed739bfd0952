/* What can nobody open on this tablet? Everything sealed to the server's key: only the server can.

   An ephemeral key of P-256 agrees with the server's key; HKDF makes an AES-256-GCM key of what both
   share. The ephemeral private key is forgotten at once. See docs/field.md for the exact bytes. */

import { base64url, gzip, randomBytes, utf8 } from "./bytes.js";

export const OPERATION = "inspect178 seal 1";
export const PHOTO = "inspect178 photo 1";
export const PIECE = 131072;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

async function freshKey(serverKey, purpose) {
  const to = await crypto.subtle.importKey("jwk", publicOnly(serverKey), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: to }, own.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: point, info: utf8(purpose) },
    material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return { key, point };
}

/** Keep of a JWK only what an ECDH public key has. */
function publicOnly({ kty, crv, x, y }) {
  return { kty, crv, x, y };
}

/** Seal one signed operation {p, s}: what `ops` takes as x. */
export async function sealOperation(serverKey, signed) {
  const { key, point } = await freshKey(serverKey, OPERATION);
  const nonce = randomBytes(12);
  const content = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: utf8(OPERATION) },
    key, await gzip(utf8(JSON.stringify(signed))));
  return { k: base64url(point), n: base64url(nonce), c: base64url(content) };
}

/** Seal a photo piece by piece: {k, n, pieces: [Uint8Array]}. */
export async function sealPhoto(serverKey, bytes) {
  const { key, point } = await freshKey(serverKey, PHOTO);
  const nonce = randomBytes(8);
  const pieces = [];
  for (let at = 0; at < bytes.byteLength; at += PIECE) {
    const iv = new Uint8Array(12);
    iv.set(nonce);
    new DataView(iv.buffer).setUint32(8, at / PIECE);
    pieces.push(new Uint8Array(await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: utf8(PHOTO) }, key, bytes.slice(at, at + PIECE))));
  }
  return { k: base64url(point), n: base64url(nonce), pieces };
}
