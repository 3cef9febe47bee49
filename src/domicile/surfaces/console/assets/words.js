// The page's words, in its language; the server wrote them into the page.

const { words, terms } = document.querySelector("main").dataset;
const WORDS = JSON.parse(words);
const TERMS = JSON.parse(terms);
const HAN = /\p{Script=Han}/u;

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

export function amount(number) {
  return new Intl.NumberFormat(LANGUAGE === "zh" ? "zh-CN" : "en").format(number);
}

export function duration(ms) {
  return say("ms", { n: amount(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)) });
}

/** The language of a text that may be in either, for fonts and voices. */
export function languageOf(text) {
  return HAN.test(text) ? "zh-Hans" : "en";
}
