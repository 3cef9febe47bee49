// The page for complaints: files one, and looks one up by its secret.

import { Fault, call } from "./call.js";
import { el, present } from "./elements.js";
import { LANGUAGE, languageOf, say } from "./words.js";

const filing = document.querySelector("#file");
const looking = document.querySelector("#look");
const appealing = document.querySelector('[data-part="appeal"]');
const why = document.querySelector("#why");

function show(part, ...nodes) {
  document.querySelector(`[data-part="${part}"]`).replaceChildren(...present(nodes));
}

function day(moment) {
  return moment.slice(0, 10);
}

function fault(text) {
  return el("p", { class: "fault", role: "alert" }, text);
}

function line(text) {
  return el("p", {}, text);
}

/** Do `work` once at a time; what goes wrong is shown in `part`. */
async function trying(form, part, work) {
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    show(part, fault(error.message));
  } finally {
    delete form.dataset.busy;
  }
}

function due({ due: moment }) {
  return moment ? line(say("due", { date: day(moment) })) : null;
}

async function file() {
  const { market, text, receipt, contact } = Object.fromEntries(new FormData(filing));
  const more = receipt ? { receipt } : {};
  const body = { market, text, contact, language: LANGUAGE, ...more };
  const said = await call("/v1/complaints", { body });
  show(
    "filed",
    el("p", { class: "done" }, say("taken")),
    line(`${say("number")} `),
    el("p", {}, el("code", { "data-part": "number" }, said.id)),
    line(`${say("secret")} `),
    el("p", {}, el("code", { "data-part": "new-secret" }, said.secret)),
    line(say("keep")),
    due(said),
  );
  filing.querySelector("#text").value = "";
}

function named() {
  const { case: id, secret } = Object.fromEntries(new FormData(looking));
  return {
    path: `/v1/complaints/${encodeURIComponent(id)}`,
    headers: { "domicile-secret": secret },
  };
}

function answer({ at, text }) {
  const words = el("p", { class: "answer", lang: languageOf(text), dir: "auto" }, text);
  return el("div", {}, el("h3", {}, say("answer", { date: day(at) })), words);
}

function tell(said) {
  const answers = said.answers.map(answer);
  show(
    "found",
    line(say("state", { state: said.state_text })),
    said.overdue ? el("p", { class: "fault" }, say("late")) : due(said),
    ...(answers.length ? answers : [line(say("no_answer"))]),
  );
  appealing.hidden = !said.may_appeal;
}

async function look() {
  const { path, headers } = named();
  tell(await call(path, { headers }));
}

async function appeal() {
  const { path, headers } = named();
  if (!why.value.trim()) return;
  tell(await call(`${path}/appeal`, { body: { text: why.value, language: LANGUAGE }, headers }));
  why.value = "";
}

filing.addEventListener("submit", (event) => {
  event.preventDefault();
  trying(filing, "filed", file);
});
looking.addEventListener("submit", (event) => {
  event.preventDefault();
  trying(looking, "found", look);
});
document.querySelector('[data-part="send-appeal"]').addEventListener("click", () => {
  trying(looking, "found", appeal);
});
