// The page's words, in its language; the server wrote them into the page.

const { words, terms } = document.querySelector("main").dataset;
const WORDS = JSON.parse(words);
const TERMS = JSON.parse(terms);
const HAN = /\p{Script=Han}/gu;
const LATIN = /\p{Script=Latin}/gu;

export const LANGUAGE = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

export function say(name, values = {}) {
  return WORDS[name].replace(/\{(\w+)\}/g, (_, slot) => String(values[slot]));
}

export function term(group, word) {
  return Object.hasOwn(TERMS[group], word) ? TERMS[group][word] : word;
}

export function listed(words) {
  return words.join(say("list_comma"));
}

export function amount(number, options = {}) {
  return new Intl.NumberFormat(LANGUAGE === "zh" ? "zh-CN" : "en", options).format(number);
}

export function duration(ms) {
  const digits = ms < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 };
  return say("ms", { n: amount(ms, digits) });
}

/** The language of a text that may be in either or both, for fonts and voices. */
export function languageOf(text) {
  const count = (letters) => text.match(letters)?.length ?? 0;
  return count(HAN) * 4 > count(LATIN) ? "zh-Hans" : "en";
}
