// Numbers and messages are written as Python writes them.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, load, numbers } from "./load.mjs";

const words = { en: {}, zh: { "under {number}": "少于 {number}", "{site}, {cost}": "{site}，{cost}", "{amount} min": "{amount} 分钟" } };
const start = (data = {}) => load(["shared/words.js"], { ...COMMON, words, ...data });

test("counts are Python's in both languages", () => {
  for (const [lang, pairs] of Object.entries(numbers.words.count)) {
    const { count } = start({ lang });
    for (const [number, text] of pairs) assert.equal(count(number), text, `${number} in ${lang}`);
  }
});

test("shares are Python's", () => {
  const { percent } = start();
  for (const [share, text] of numbers.words.percent) assert.equal(percent(share), text, String(share));
  assert.equal(percent(null), "-");
  assert.equal(percent(NaN), "-");
});

test("messages take their values, each in its own way", () => {
  const { t, show, setLang } = start();
  assert.equal(t("under {number}", { number: { people: 12345 } }), "under 12 345");
  assert.equal(show(["{site}, {cost}", { site: "<b>", cost: { cost: 90 } }]), "<b>, 1.5 min");
  setLang("zh");
  assert.equal(t("under {number}", { number: { people: 12345 } }), "少于 12,345");
  assert.equal(show(["{site}, {cost}", { site: "甲", cost: { cost: 90 } }]), "甲，1.5 分钟");
  assert.equal(show({ share: 0.25 }), "25.0%");
});

test("a name that every object has is no message and no value", () => {
  const { t } = start({ lang: "zh" });
  assert.equal(t("constructor"), "constructor");
  assert.equal(t("{toString} {a}", { a: "b" }), "{toString} b");
});

test("only known languages are taken, and who listens hears of them", () => {
  const halfhour = start();
  let heard = 0;
  halfhour.onLang(() => { heard += 1; });
  halfhour.setLang("fr");
  halfhour.setLang("constructor");
  assert.equal(halfhour.lang(), "en");
  halfhour.setLang("zh");
  assert.equal(halfhour.lang(), "zh");
  assert.equal(heard, 1);
});

test("distances are metres", () => {
  assert.equal(start({ unit: "m" }).cost(1234), "1 234 m");
});
