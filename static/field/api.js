/* What did the office say? Only JSON of our own form counts; a captive portal's page is nothing. */

import { utf8 } from "./bytes.js";

const PATIENCE = 120_000;

/** No answer, or none of ours: nothing is known, try again later. */
export class NoAnswer extends Error {}

/** The office answered, and the answer is no: {status, body: {error, advice, …}, retryAfter}. */
export class Refusal extends Error {
  constructor(status, body, retryAfter) {
    super(body.error ?? `HTTP ${status}`);
    Object.assign(this, { status, body, retryAfter });
  }
}

export const meter = { sent: 0, received: 0 };

/** Ask the API: JSON in, JSON out; `bytes` are sent as they are. */
export async function ask(path, { method = "POST", json, bytes, token, headers = {}, credentials = "omit" } = {}) {
  const body = bytes ?? (json === undefined ? undefined : utf8(JSON.stringify(json)));
  const type = bytes ? "application/octet-stream" : "application/json";
  const address = `/field/api/${path}`;
  let answer;
  let said;
  try {
    answer = await fetch(address, {
      method,
      body,
      credentials,
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": type }),
        ...(token ? { Authorization: `Device ${token}` } : {}),
        ...headers,
      },
    });
    meter.sent += body?.byteLength ?? 0;
    const text = await answer.text();
    meter.received += carried(address, text);
    said = read(answer, text);
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer(error.message);
  }
  if (!answer.ok) {
    throw new Refusal(answer.status, said, Number(answer.headers.get("Retry-After")) || 0);
  }
  return said;
}

function read(answer, text) {
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) {
    throw new NoAnswer("not JSON");
  }
  const said = JSON.parse(text);
  if (said === null || typeof said !== "object" || Array.isArray(said)) {
    throw new NoAnswer("not an object");
  }
  return said;
}

/** Bytes on the way, packed as they came; the length of the text where the browser does not say. */
function carried(address, text) {
  const entries = performance.getEntriesByName(new URL(address, window.location.href).href);
  const size = entries.at(-1)?.encodedBodySize || text.length;
  performance.clearResourceTimings();
  return size;
}
