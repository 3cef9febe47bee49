// The detector's page: asks the gateway whether a text was marked here.

import { Fault, call } from "./call.js";
import { el, present } from "./elements.js";
import { listed, say } from "./words.js";

const form = document.querySelector("#detect");
const verdict = document.querySelector('[data-part="verdict"]');
const PROBLEMS = {
  malformed: () => say("malformed"),
  unknown_key: () => say("unknown_key"),
  wrong_signature: () => say("wrong_signature"),
  altered: () => say("altered"),
};

function line(text) {
  return el("p", {}, text);
}

function known({ labelled, by }) {
  if (!labelled) return el("p", { class: "told" }, say("not_known"));
  return el("p", { class: "done" }, by === "mark" ? say("by_mark") : say("by_fingerprint"));
}

function claim({ mark }) {
  if (!mark) return null;
  return line(say("made_by", { producer: mark.producer, date: mark.created_at }));
}

function tell(found) {
  verdict.dataset.labelled = String(found.labelled);
  verdict.replaceChildren(
    ...present([
      known(found),
      claim(found),
      found.problem ? el("p", { class: "fault" }, PROBLEMS[found.problem]()) : null,
      found.visible ? line(say("visible")) : null,
      found.foreign.length
        ? line(say("foreign", { kinds: listed(found.foreign.map(({ kind }) => kind)) }))
        : null,
    ]),
  );
}

/** The signed mark in what was pasted: the mark itself, or a label of an answer that holds it. */
function signed(pasted) {
  try {
    return JSON.parse(pasted).mark ?? pasted;
  } catch {
    return pasted; // no JSON, so that it is a mark or nothing
  }
}

async function look(event) {
  event.preventDefault();
  const { text, mark } = Object.fromEntries(new FormData(form));
  delete verdict.dataset.labelled;
  try {
    const beside = mark.trim() ? { mark: signed(mark.trim()) } : {};
    tell(await call("/v1/detect", { body: { text, ...beside } }));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    verdict.replaceChildren(el("p", { class: "fault", role: "alert" }, error.message));
  }
}

form.addEventListener("submit", look);
