// One market's column: what is under way there, and what came of it.

import { el, list, present, sentence, small, spoken, tag } from "./elements.js";
import { conflicts, demoTag, duties, markedRequest, passedOver, placeName, reasonItems, tally } from "./items.js";
import { TIMELINE } from "./timeline.js";
import { amount, duration, languageOf, say, term } from "./words.js";

const FAULT = /^(?:(D\d{3}): )?(.*)$/s;

/** A label's name, and its words where the text does not hold them. */
function shownLabel({ kind, rule, position, value }) {
  const name = tag("plain", `${term("label_kinds", kind)} · ${rule}`);
  const isBeside = kind === "visible" && position === "beside";
  return isBeside ? [name, spoken("span", "value", value)] : [name];
}

/** What is known of a step that a refusal did not reach. */
function unreached(name, { decision, passed_over: sites = [] }) {
  if (name === "choose") return [passedOver(sites)];
  return name === "apply" ? [duties(decision)] : [];
}

export class Column {
  constructor(article) {
    this.article = article;
    this.market = article.dataset.market;
    this.name = article.dataset.name;
    this.partner = article.dataset.partner;
    this.steps = [...article.querySelectorAll("[data-step]")];
    this.answer = null;
  }

  get state() {
    return this.article.dataset.state;
  }

  wait() {
    this.turn("waiting");
    this.fill("outcome");
    this.fill("facts");
    for (const step of this.steps) {
      delete step.dataset.state;
      this.fill("ms", [], step);
      this.fill("happened", [], step);
    }
  }

  begin() {
    this.turn("running");
    this.reach("decide");
    this.answer = null;
  }

  hear(text) {
    if (!this.answer) {
      this.reach("run");
      this.answer = spoken("p", "answer", "");
      this.fill("outcome", [this.answer]);
    }
    this.answer.append(text);
    this.answer.lang = languageOf(this.answer.textContent);
  }

  end(shape, text) {
    if (shape.status === "refused") this.refused(shape);
    else this.answered(shape);
    this.facts(shape, text);
    const trace = new Map(shape.trace.map((event) => [event.step, event]));
    for (const step of this.steps) this.tell(step, trace.get(step.dataset.step), shape);
  }

  failed(message) {
    this.turn("failed");
    this.forget();
    const [, code, rest] = FAULT.exec(message);
    const said = sentence(rest);
    if (code) said.prepend(el("code", {}, code), " ");
    this.fill("outcome", [el("h3", {}, say("error")), said]);
  }

  stopped() {
    const hadBegun = this.state === "running";
    this.turn("stopped");
    this.forget();
    if (hadBegun) this.part("outcome").append(small(say("stopped_note")));
  }

  part(name, within = this.article) {
    return within.querySelector(`[data-part="${name}"]`);
  }

  fill(name, nodes = [], within = this.article) {
    this.part(name, within).replaceChildren(...present(nodes));
  }

  turn(state, words = [say(state)]) {
    this.article.dataset.state = state;
    this.article.setAttribute("aria-busy", String(state === "running"));
    this.fill("state", words);
  }

  /** While a request is under way only the order of its steps is known: it has come to `name`. */
  reach(name) {
    const at = this.steps.findIndex((step) => step.dataset.step === name);
    this.steps.forEach((step, index) => {
      step.dataset.state = index < at ? "done" : index === at ? "now" : "ahead";
    });
  }

  /** What the steps of a request that has no outcome came to, nobody knows. */
  forget() {
    for (const step of this.steps) delete step.dataset.state;
  }

  tell(step, event, shape) {
    const name = step.dataset.step;
    const isReached = event && !event.skipped;
    step.dataset.state = isReached ? "done" : "skipped";
    this.fill("ms", [isReached ? duration(event.ms) : say("skipped")], step);
    this.fill("happened", isReached ? TIMELINE[name](shape, event.note) : unreached(name, shape), step);
  }

  answered({ placement, text, labels, notices, interventions, finish_reason: finish }) {
    this.turn("answered", [placeName(placement), " ", demoTag(placement)]);
    this.fill("outcome", [
      text.trim() ? spoken("p", "answer", text) : small(say("empty_answer")),
      finish === "length" ? small(say("cut")) : null,
      labels.length ? el("p", { class: "labels" }, ...labels.flatMap(shownLabel)) : null,
      ...notices.map((notice) => spoken("p", "told", notice.text)),
      ...interventions.map((hand) => spoken("p", "told", `${hand.source}: ${hand.text}`)),
    ]);
  }

  refused({ decision, notices }) {
    this.turn("refused");
    this.fill("outcome", [
      el("h3", {}, say("why_refused")),
      decision.conflicts.length ? list("rules", conflicts(decision)) : null,
      list("rules", reasonItems(decision.reasons.filter(({ outcome }) => outcome === "refuse"))),
      ...notices.map((notice) => spoken("p", "told", notice.text)),
    ]);
  }

  facts({ placement, decision, sent_bytes: size = 0 }, text) {
    const { findings } = decision;
    const left = size ? say("bytes_left", { n: amount(size) }) : say("nothing_left");
    const found = [
      size ? null : el("dd", { class: "cite" }, say("stayed")),
      el("dd", {}, markedRequest(text, findings)),
      el("dd", {}, tally(findings)),
    ];
    const none = [el("dd", { class: "cite" }, say("nothing_found"))];
    const rows = [
      ...(placement ? this.place(placement) : []),
      el("dt", {}, say("left")),
      el("dd", {}, el("b", {}, left)),
      ...(findings.length ? found : none),
    ];
    this.fill("facts", [el("dl", {}, ...rows)]);
  }

  place(placement) {
    const { level, model, region, evidence } = placement;
    const words = [model, term("regions", region), term("evidence", evidence)];
    return [
      el("dt", {}, say("ran")),
      el("dd", {}, el("b", {}, placeName(placement)), " ", demoTag(placement)),
      el("dd", {}, `${say("level", { level })} · ${term("levels", level)}`),
      el("dd", { class: "cite" }, words.join(" · ")),
    ];
  }
}
