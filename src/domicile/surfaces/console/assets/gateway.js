// Talking to the gateway that served this page.

import { el } from "./elements.js";
import { LANGUAGE, say } from "./words.js";

const ADDRESS = "/v1/features/assistant?stream=true";
const key = document.querySelector("#key");

/** Something went wrong that the person is told about. */
export class Fault extends Error {}

function credentials() {
  return key.value ? { authorization: `Bearer ${key.value}` } : {};
}

/** Ask in `market`; with `site`, only that one may answer. Yields pieces, and the outcome last. */
export async function* ask(text, { market, site, signal }) {
  const asked = fetch(ADDRESS, {
    method: "POST",
    headers: { "content-type": "application/json", ...credentials() },
    body: JSON.stringify({ text, market, language: LANGUAGE, ...(site ? { site } : {}) }),
    signal,
  });
  const response = await asked.catch(unreachable);
  for await (const event of events(response)) {
    if (event.error) throw new Fault(event.error.message);
    yield event;
    if (event.status) return;
  }
  throw new Fault(say("unreadable"));
}

function unreachable(cause) {
  throw new Fault(say("unreachable"), { cause });
}

function unreadable(cause) {
  throw new Fault(say("unreadable"), { cause });
}

/** A response as events: a stream has many, a refusal or an error is a document of its own. */
async function* events(response) {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    yield await response.json().catch(unreadable);
    return;
  }
  let rest = "";
  for await (const piece of pieces(response.body.pipeThrough(new TextDecoderStream()))) {
    const frames = (rest + piece).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      if (frame.startsWith("data:")) yield JSON.parse(frame.slice("data:".length));
    }
  }
}

/** A stream's pieces; not every browser lets one loop over the stream itself. */
async function* pieces(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read().catch(unreachable);
    if (done) return;
    yield value;
  }
}

export function receiptLink(id) {
  const address = `/v1/receipts/${encodeURIComponent(id)}/bundle`;
  const link = el("a", { href: address, download: `receipt-${id}.json` }, say("download"));
  link.addEventListener("click", (event) => {
    if (!key.value) return;
    event.preventDefault(); // a plain link cannot carry the key
    handOver(address, link.download);
  });
  return link;
}

async function handOver(address, name) {
  const response = await fetch(address, { headers: credentials() });
  if (!response.ok) return;
  const file = URL.createObjectURL(await response.blob());
  el("a", { href: file, download: name }).click();
  URL.revokeObjectURL(file);
}
