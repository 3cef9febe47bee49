// What a result is made of: rules, duties, findings, sites, labels.

import { el, fold, list, sentence, small, spoken, tag } from "./elements.js";
import { languageOf, listed, say, term } from "./words.js";

const REQUEST_TEXT = "messages[0].content";

function head(name, ...tags) {
  return el("p", { class: "rule" }, el("code", {}, name), ...tags);
}

function source({ citation, basis, known }) {
  return small([citation, term("bases", basis), term("known", known)].join(" · "));
}

/** Reasons as items; what is said alike of several sites is said once. */
export function reasonItems(reasons) {
  const told = new Map();
  for (const reason of reasons) {
    const same = JSON.stringify([reason.rule, reason.outcome, reason.text]);
    const entry = told.get(same) ?? { reason, sites: [] };
    if (reason.site) entry.sites.push(reason.site);
    told.set(same, entry);
  }
  return [...told.values()].map(({ reason, sites }) =>
    el(
      "li",
      { "data-outcome": reason.outcome },
      head(
        reason.rule,
        tag(reason.outcome, term("outcomes", reason.outcome)),
        tag("plain", term("kinds", reason.kind)),
        sites.length ? el("span", { class: "of" }, say("speaks_of", { site: listed(sites) })) : null,
      ),
      sentence(reason.text),
      reason.remedy ? sentence(say("remedy", { text: reason.remedy })) : null,
      source(reason),
    ),
  );
}

/** Markets that no partner can meet at once. */
export function conflicts({ conflicts: all }) {
  return all.map(({ rules, text }) => el("li", {}, head(listed(rules)), sentence(text)));
}

/** Rules that apply and only inform. */
export function notes({ notes: all }) {
  const items = all.map((note) =>
    el("li", {}, head(note.rule, tag("plain", term("kinds", note.kind))), sentence(note.text), source(note)),
  );
  return fold(say("notes"), "rules", items);
}

export function duties({ duties: all }) {
  const items = all.map((duty) =>
    el(
      "li",
      { "data-status": duty.status },
      head(duty.rule, tag(duty.status, term("statuses", duty.status)), tag("plain", term("kinds", duty.kind))),
      sentence(duty.text),
      source(duty),
    ),
  );
  return fold(say("duties"), "rules", items);
}

export function packs({ packs: all }) {
  const items = all.map(({ market, as_of: date, counsel, expires, review: state }) => {
    const review = counsel ? say("counsel", { name: counsel }) : say("no_counsel");
    const isOver = state === "expired";
    const until = isOver ? say("expired", { date: expires }) : say("expires", { date: expires });
    const words = [say("as_of", { date }), review, ...(expires ? [until] : [])].join(" · ");
    return el("li", {}, el("code", {}, market), " ", el("span", { class: "cite" }, words));
  });
  return fold(say("packs"), "plain-list", items);
}

export function upcoming({ upcoming: rules }) {
  const items = rules.map(({ rule, date, text }) =>
    el("li", {}, head(rule, tag("plain", date)), sentence(text)),
  );
  return fold(say("upcoming"), "rules", items);
}

export function passedOver(entries) {
  const rules = new Map();
  for (const { site, rule } of entries) rules.set(site, [...(rules.get(site) ?? []), rule]);
  const items = [...rules].map(([site, names]) =>
    el("li", {}, el("code", {}, site), " ", el("span", { class: "cite" }, listed(names))),
  );
  return fold(say("passed_over"), "plain-list", items);
}

/** The request with what was found in it marked; offsets count code points. */
export function markedRequest(text, findings) {
  const points = Array.from(text);
  const quote = el("blockquote", { class: "marked", lang: languageOf(text) });
  const own = findings.filter((finding) => finding.path === REQUEST_TEXT);
  let at = 0;
  for (const { start, end, action, class: kind } of own.sort((one, other) => one.start - other.start)) {
    const title = `${term("classes", kind)}: ${term("actions", action)}`;
    const mark = el("mark", { "data-action": action, title }, points.slice(start, end).join(""));
    quote.append(points.slice(at, start).join(""), mark);
    at = end;
  }
  quote.append(points.slice(at).join(""));
  return quote;
}

/** What was found, counted by class and by what became of it. */
export function tally(findings) {
  const counts = new Map();
  for (const { class: kind, action } of findings) {
    const same = `${kind} ${action}`;
    counts.set(same, { kind, action, count: (counts.get(same)?.count ?? 0) + 1 });
  }
  const items = [...counts.values()].map(({ kind, action, count }) => {
    const times = count > 1 ? ` × ${count}` : "";
    return el("li", {}, `${term("classes", kind)}${times} `, tag(action, term("actions", action)));
  });
  return list("tally", items);
}

export function placeName({ site }) {
  return site === "device" ? say("on_device") : say("at", { site });
}

export function demoTag({ demo }) {
  return demo ? el("span", { class: "tag demo", title: say("demo_note") }, say("demo")) : null;
}

export function labels(all) {
  const items = all.map(({ rule, kind, value }) =>
    el("li", {}, head(rule, tag("plain", term("label_kinds", kind))), spoken("p", "value", value)),
  );
  return fold(say("labels"), "rules", items);
}

export function notices(all) {
  const items = all.map(({ rule, text }) => el("li", {}, head(rule), spoken("p", "", text)));
  return fold(say("notices"), "rules", items);
}

export function interventions(all) {
  const items = all.map(({ source: hand, kind, text }) =>
    el("li", {}, head(hand, tag("plain", kind)), spoken("p", "", text)),
  );
  return fold(say("interventions"), "rules", items);
}
