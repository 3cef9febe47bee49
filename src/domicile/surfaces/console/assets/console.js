// The console: asks the same request in every market, one after the other.

import { Column } from "./column.js";
import { Fault, ask } from "./gateway.js";
import { languageOf, say } from "./words.js";

const form = document.querySelector("#ask");
const box = document.querySelector("#text");
const stop = document.querySelector("#stop");
const progress = document.querySelector("#progress");
const columns = [...document.querySelectorAll("[data-market]")].map((each) => new Column(each));

let running = null;

async function askIn(column, { text, where, signal }) {
  const site = where === "partner" ? column.partner : "";
  column.begin();
  try {
    for await (const event of ask(text, { market: column.market, site, signal })) {
      if (event.status) column.end(event, text);
      else if (event.delta) column.hear(event.delta);
    }
  } catch (error) {
    if (signal.aborted) column.stopped();
    else column.failed(error instanceof Fault ? error.message : say("unreadable"));
    if (!signal.aborted && !(error instanceof Fault)) reportError(error);
  }
}

function saidOf({ name }, state) {
  return say("said_of", { name, state });
}

async function askEverywhere(question) {
  for (const column of columns) column.wait();
  for (const column of columns) {
    progress.textContent = saidOf(column, say("running"));
    if (question.signal.aborted) column.stopped();
    else await askIn(column, question);
  }
  const states = columns.map((column) => saidOf(column, say(column.state)));
  progress.textContent = states.join(" · ");
}

async function submit(event) {
  event.preventDefault();
  if (running) return;
  running = new AbortController();
  stop.hidden = false;
  form.dataset.busy = "true";
  try {
    const where = new FormData(form).get("where");
    await askEverywhere({ text: box.value, where, signal: running.signal });
  } finally {
    running = null;
    stop.hidden = true;
    delete form.dataset.busy;
  }
}

function noteText() {
  box.lang = languageOf(box.value);
  box.setCustomValidity(box.value.trim() ? "" : box.dataset.empty);
}

function show(example) {
  box.value = example;
  noteText();
  box.focus();
}

form.addEventListener("submit", submit);
stop.addEventListener("click", () => running?.abort());
box.addEventListener("input", noteText);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", () => show(button.dataset.example));
}
noteText();
