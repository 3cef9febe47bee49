// The eight steps of a request, each told from what came of it.

import { el, fold, list, small } from "./elements.js";
import { receiptLink } from "./gateway.js";
import * as items from "./items.js";
import { amount, listed, say, term } from "./words.js";

function line(text) {
  return el("p", {}, text);
}

/** The number of `items`, in `words`; nothing when there are none. */
function counted(words, items) {
  return items.length ? [say(words, { n: items.length })] : [];
}

function having(items, name, value) {
  return items.filter((item) => item.dataset[name] === value);
}

/** Each step's lines; null stands for one that does not apply. */
export const TIMELINE = {
  decide({ decision }) {
    const kinds = [...new Set(decision.findings.map((finding) => term("classes", finding.class)))];
    const rules = items.reasonItems(decision.reasons);
    const words = [
      ...counted("rules_spoke", rules),
      ...counted("rules_refuse", having(rules, "outcome", "refuse")),
      ...counted("rules_limit", having(rules, "outcome", "limit")),
      term("sources", decision.market_source),
    ];
    return [
      line(kinds.length ? say("found", { list: listed(kinds) }) : say("nothing_found")),
      line(words.join(" · ")),
      fold(say("conflicts"), "rules", items.conflicts(decision)),
      fold(say("rules_more"), "rules", rules),
      items.notes(decision),
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
    const met = decision.duties.filter((duty) => duty.status === "met").length;
    const words = [say("duties_met", { n: met }), say("duties_unmet", { n: decision.duties.length - met })];
    return [
      line(decision.duties.length ? words.join(" · ") : say("duties_none")),
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
