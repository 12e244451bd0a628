// How near a name is to what is typed: as it is written, by its pinyin, or by the initials of it.
"use strict";
(() => {
  const HAN = /\p{Script=Han}/u, LATIN = /^[a-z0-9]+$/, UNWRITTEN = /[^\p{L}\p{N}]/gu, MARKS = /\p{M}/gu;

  /** @type {Map<string, string[]> | null} */
  let table = null;

  // "lv", "lu" and "lyu" are all typed for lü.
  /** @param {string} way */
  const typed = (way) => (way.includes("v") ? [way, way.replace("v", "u"), way.replace("v", "yu")] : [way]);

  /** @param {string} sign */
  const waysOf = (sign) => {
    if (!table) {
      table = new Map();
      for (const [way, signs] of Object.entries(halfhour.data().readings || {})) {
        for (const one of signs) table.set(one, (table.get(one) || []).concat(typed(way)));
      }
    }
    return table.get(sign) || [sign];
  };

  // Small letters of usual width without accents: São is found by sao.
  /** @type {Halfhour["fold"]} */
  const fold = (text) => text.normalize("NFKD").replace(MARKS, "").normalize("NFC").toLowerCase().trim();

  // From a character on, all letters are used up: by whole readings, whose last may be begun only, or by first letters.
  // Returns the number of characters that they take, or -1; `vain` keeps what was tried, so that long texts take no longer.
  /** @type {(signs: string[][], from: number, letters: string, whole: boolean, vain: Set<string>) => number} */
  const taken = (signs, from, letters, whole, vain) => {
    const key = from + " " + letters.length;
    if (from === signs.length || vain.has(key)) return -1;
    for (const way of signs[from]) {
      // As typists do, zh, ch and sh may be given as they are.
      const parts = whole ? [way] : /^[zcs]h/.test(way) ? [way, way.slice(0, 2), way[0]] : [way, way[0]];
      for (const part of parts) {
        if (part.startsWith(letters)) return 1;
        if (!letters.startsWith(part)) continue;
        const more = taken(signs, from + 1, letters.slice(part.length), whole, vain);
        if (more >= 0) return more + 1;
      }
    }
    vain.add(key);
    return -1;
  };

  /** @type {(text: string, letters: string) => number} */
  const spoken = (text, letters) => {
    const signs = Array.from(text.replace(UNWRITTEN, "")).map(waysOf);
    for (const whole of [true, false]) {
      const kind = whole ? 4 : 7;
      /** @type {Set<string>} */
      const vain = new Set();
      let best = -1;
      for (let from = 0; from < signs.length && best !== kind; from++) {
        const count = taken(signs, from, letters, whole, vain);
        if (count < 0) continue;
        const close = from ? kind + 2 : count < signs.length ? kind + 1 : kind;
        if (best < 0 || close < best) best = close;
      }
      if (best >= 0) return best;
    }
    return -1;
  };

  /** @type {Halfhour["closeness"]} */
  const closeness = (words, name, id) => {
    const text = fold(name), own = id === undefined ? "" : fold(String(id));
    if (own && own === words) return 0;
    if (text === words) return 1;
    if (text.startsWith(words) || (own && own.startsWith(words))) return 2;
    if (text.includes(words) || own.includes(words)) return 3;
    const letters = words.replace(UNWRITTEN, "");
    return LATIN.test(letters) && HAN.test(text) ? spoken(text, letters) : -1;
  };

  Object.assign(halfhour, { fold, closeness });
})();
