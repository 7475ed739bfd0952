/* What did the office say? Only JSON of our own form counts; a captive portal's page is nothing. */

import { utf8 } from "./bytes.js";
import { pace } from "./pace.js";

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

/** Ends a request from which nothing has come for too long. */
class Patience {
  constructor(bytes) {
    this.end = new AbortController();
    this.wait(pace.patience(bytes));
  }

  wait(ms = pace.patience()) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      pace.gaveUp();
      this.end.abort(new NoAnswer("nothing comes any more"));
    }, ms);
  }

  over() {
    window.clearTimeout(this.timer);
  }
}

/** Read an answer; as long as something comes it is waited for. */
async function textOf(answer, patience) {
  const letters = new TextDecoder();
  let said = "";
  const reader = answer.body?.getReader();
  for (;;) {
    patience.wait();
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) {
      return said + letters.decode();
    }
    said += letters.decode(value, { stream: true });
  }
}

/** Ask the API: JSON in, JSON out; `bytes` are sent as they are. */
export async function ask(path, { method = "POST", json, bytes, token, headers = {}, credentials = "omit" } = {}) {
  const body = bytes ?? (json === undefined ? undefined : utf8(JSON.stringify(json)));
  const type = bytes ? "application/octet-stream" : "application/json";
  const address = `/field/api/${path}`;
  const size = body?.byteLength ?? 0;
  const patience = new Patience(size);
  const begun = performance.now();
  let answer;
  let said;
  try {
    answer = await fetch(address, {
      method,
      body,
      credentials,
      cache: "no-store",
      redirect: "error",
      signal: patience.end.signal,
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": type }),
        ...(token ? { Authorization: `Device ${token}` } : {}),
        ...headers,
      },
    });
    const answered = performance.now() - begun;
    meter.sent += size;
    const text = await textOf(answer, patience);
    meter.received += carried(answer, text);
    said = read(answer, text);
    pace.answered(size, answered);
  } catch (error) {
    const passed = performance.now() - begun;
    meter.sent += answer ? 0 : pace.gone(size, passed);
    pace.broke(passed);
    throw error instanceof NoAnswer ? error : new NoAnswer(error.message);
  } finally {
    patience.over();
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

/** Bytes on the way, packed as they came; the length of the text where the answer does not say. */
const carried = (answer, text) => Number(answer.headers.get("Content-Length")) || text.length;
