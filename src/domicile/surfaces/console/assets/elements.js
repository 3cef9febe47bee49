// Pieces of the page. Everything is written with DOM methods: no text is ever read as HTML.

import { languageOf } from "./words.js";

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...present(children));
  return node;
}

/** What is there: pieces that do not apply are null. */
export function present(nodes) {
  return nodes.filter((node) => node !== null);
}

/** A sentence in which `names` are set as code. */
export function sentence(text) {
  const pieces = text.split("`").map((piece, at) => (at % 2 ? el("code", {}, piece) : piece));
  return el("p", { lang: languageOf(text) }, ...pieces);
}

/** A text that may be in either language, marked with its own. */
export function spoken(tag, kind, text) {
  return el(tag, { class: kind, lang: languageOf(text), dir: "auto" }, text);
}

/** A list that opens on demand; null when it would be empty. */
export function fold(title, kind, items) {
  if (!items.length) return null;
  const summary = el("summary", {}, `${title} `, el("span", { class: "count" }, String(items.length)));
  return el("details", {}, summary, list(kind, items));
}

export function list(kind, items) {
  return el("ul", { class: kind }, ...items);
}

export function tag(kind, text) {
  return el("span", { class: `tag ${kind}` }, text);
}

export function small(...children) {
  return el("p", { class: "cite" }, ...children);
}
