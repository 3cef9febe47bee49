// The eight steps of a request, each told from what came of it.

import { el, fold, list, small } from "./elements.js";
import { receiptLink } from "./gateway.js";
import * as items from "./items.js";
import { amount, listed, say, term } from "./words.js";

function line(text) {
  return el("p", {}, text);
}

function counted(rules, outcome, words) {
  const n = rules.filter((rule) => rule.outcome === outcome).length;
  return n ? [say(words, { n })] : [];
}

/** Each step's lines; null stands for one that does not apply. */
export const TIMELINE = {
  decide({ decision }) {
    const { reasons, findings } = decision;
    const kinds = [...new Set(findings.map((finding) => term("classes", finding.class)))];
    const words = [
      say("rules_asked", { n: reasons.length }),
      ...counted(reasons, "refuse", "rules_refuse"),
      ...counted(reasons, "limit", "rules_limit"),
    ];
    return [
      line(kinds.length ? say("found", { list: listed(kinds) }) : say("nothing_found")),
      line(`${listed(words)} · ${term("sources", decision.market_source)}`),
      fold(say("rules_more"), "rules", items.reasonItems(reasons)),
      items.packs(decision),
      items.upcoming(decision),
    ];
  },

  plan() {
    return [line(say("planned"))];
  },

  choose({ placement }) {
    return [line(placement.why), items.passedOver(placement.passed_over)];
  },

  clear({ decision, sent_bytes: size }, note) {
    return [
      note ? line(term("notes", note)) : null,
      size ? line(say("bytes_left", { n: amount(size) })) : null,
      size && decision.findings.length ? items.tally(decision.findings) : null,
    ];
  },

  run({ placement: { model }, usage: { completion_tokens: n } }) {
    return [line(n ? say("ran_model", { model, n: amount(n) }) : say("ran_model_only", { model }))];
  },

  restore({ decision, sent_bytes: size }) {
    const n = decision.findings.filter((finding) => finding.action === "replaced").length;
    return [line(size && n ? say("restored", { n }) : say("nothing_restored"))];
  },

  apply({ decision, labels, notices, interventions }) {
    const unmet = decision.duties.filter((duty) => duty.status === "unmet").length;
    const words = [say("duties_met", { n: decision.duties.length - unmet })];
    if (unmet) words.push(say("duties_unmet", { n: unmet }));
    return [
      line(decision.duties.length ? listed(words) : say("duties_none")),
      items.labels(labels),
      items.notices(notices),
      items.interventions(interventions),
      items.duties(decision),
    ];
  },

  seal({ receipt_id: id }) {
    const command = `domicile receipt verify receipt-${id}.json`;
    return [
      el("p", {}, `${say("sealed")} · `, receiptLink(id)),
      small(el("code", { class: "long" }, id)),
      el("details", {}, el("summary", {}, say("verify_with")), list("plain-list", [el("li", {}, el("code", { class: "long" }, command))])),
    ];
  },
};
