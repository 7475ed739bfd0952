/* How can an owner prove later what was signed? By a receipt that the tablet signs, whose key the office has certified. */

import { base64url, utf8 } from "./bytes.js";
import { device, signed } from "./keys.js";
import { localDay } from "./ledger.js";

export const PREFIX = "inspect178:copy:1:";

/** What the tablet signs. */
export const copyText = ({ device: id, object, kind, hash, signedAt }) =>
  ["inspect178 copy 1", id, object, kind, hash, signedAt].join("\n");

/** The text of the QR code, or null while the office has not certified this tablet's key for that day. */
export async function receiptOf({ object, kind, hash, signedAt }) {
  const own = await device();
  if (!own?.certificate || localDay(signedAt) > own.certificateUntil) {
    return null;
  }
  const s = await signed(copyText({ device: own.id, object, kind, hash, signedAt }));
  const { x, y } = own.publicKey;
  const said = { d: own.id, x, y, c: own.certificate, u: own.certificateUntil, o: object, k: kind, h: hash, t: signedAt, s };
  return PREFIX + base64url(utf8(JSON.stringify(said)));
}

// The page of the office that checks a receipt; what stands behind the # reaches no log.
const PAGE = "/receipts/check";
const MARK = 32; // letters of the content's SHA-256 that paper and page show
const GROUP = 8;

/** What stands on a paper: the code's address and what eyes can compare; null while nothing can be certified. */
export async function codeOf(facts) {
  const receipt = await receiptOf(facts);
  if (!receipt) {
    return null;
  }
  const mark = facts.hash.slice(0, MARK).match(new RegExp(`.{${GROUP}}`, "g")).join(" ");
  const site = window.location.host + PAGE;
  return { address: `${window.location.origin}${PAGE}#${receipt}`, site, number: (await device()).id.slice(0, 8), mark, signedAt: facts.signedAt };
}
