// What was found of rules in units, put into words.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, load, plain } from "./load.mjs";

const bytes = (type, values) => ({ type, data: Buffer.from(values.buffer).toString("base64") });
const u1 = (...values) => bytes("u1", Uint8Array.from(values));
const i2 = (...values) => bytes("i2", Int16Array.from(values));
const both = (text) => ({ en: text, zh: `${text} (zh)` });

// Unit 0 is the whole area. Rule 0 says nothing of unit 2, rule 2 is a figure beside rule 1.
const TEXTS = [both(""), both("beds"), both("%"), both("all of them")];
const RULES = [
  { title: both("Beds"), beside: null, unit: u1(0, 1), verdict: u1(2, 1), figure: [1234.5, 3.14159], target: [2000, 3], missing: [765.5, null], ayear: [null, null], due: 0, counted: i2(1, 1), lacking: i2(1, 1), detail: u1(3, 0) },
  { title: both("Shares"), beside: null, unit: u1(0, 1, 2), verdict: u1(1, 0, 2), figure: [0.75, null, 12.3], target: [0.5, null, 20], missing: [null, null, 7.7], ayear: [null, null, null], due: 0, counted: i2(-1, -1, 2), lacking: i2(-1, -1, 2), detail: u1(0, 0, 0) },
  { title: both("Shares"), beside: ["as reported"], unit: u1(0, 1, 2), verdict: u1(2, 2, 2), figure: [0, 0, 0], target: [1, 1, 1], missing: [1, 1, 1], ayear: [null, null, null], due: 0, counted: i2(-1, -1, -1), lacking: i2(-1, -1, -1), detail: u1(0, 0, 0) },
];
const DATA = { ...COMMON, texts: TEXTS, rules: RULES, levels: [both("Whole area"), both("county")], units: [{ name: "all" }, { name: "North" }, { name: "South" }] };

const start = (more = {}) => load(["shared/words.js", "shared/arrays.js", "shared/polygons.js", "compliance/verdicts.js", "compliance/rules.js"], { ...DATA, ...more });

test("tallies count rules, but no figures that stand beside them", () => {
  const { tally } = start();
  assert.deepEqual(plain(tally(0)), { met: 1, short: 1, none: 0, judged: 2 });
  assert.deepEqual(plain(tally(1)), { met: 1, short: 0, none: 1, judged: 1 });
  assert.deepEqual(plain(tally(2)), { met: 0, short: 1, none: 0, judged: 1 });
});

test("a rule that says nothing of a unit has no verdict there", () => {
  const { rules, verdictOf } = start(), [beds] = rules();
  assert.deepEqual([0, 1, 2].map((unit) => verdictOf(beds, unit)), [2, 1, 0]);
});

test("figures have their unit, shares are percent, large numbers are counts", () => {
  const { rules, rowOf } = start(), [beds, shares] = rules();
  assert.deepEqual(plain(rowOf(beds, 0)), { verdict: 2, figure: "1 234 beds", brief: "1 234 beds", target: "2 000 beds", missing: "765.5 beds", amount: 765.5, detail: "all of them", due: 0, ayear: "" });
  assert.deepEqual(plain(rowOf(beds, 1)), { verdict: 1, figure: "3.142 beds", brief: "3.142 beds", target: "3 beds", missing: "", amount: 0, detail: "", due: 0, ayear: "" });
  assert.deepEqual(plain(rowOf(shares, 0)), { verdict: 1, figure: "75.0%", brief: "75.0%", target: "50.0%", missing: "", amount: 0, detail: "", due: 0, ayear: "" });
  assert.deepEqual(plain(rowOf(shares, 1)), { verdict: 0, figure: "", brief: "", target: "", missing: "", amount: 0, detail: "", due: 0, ayear: "" });
  assert.deepEqual(plain(rowOf(shares, 2)), { verdict: 2, figure: "12.3%", brief: "12.3%", target: "20%", missing: "7.7%", amount: 7.7, detail: "", due: 0, ayear: "" });
});

test("what is not due yet says its year and what each year must bring", () => {
  const later = { ...RULES[0], due: 2020, verdict: u1(0, 0), ayear: [382.75, null] };
  const { rules, rowOf } = start({ rules: [later] }), row = rowOf(rules()[0], 0);
  assert.deepEqual([row.verdict, row.due, row.missing, row.ayear], [0, 2020, "765.5 beds", "382.8 beds"]);
  assert.equal(rowOf(rules()[0], 1).ayear, "");
  const untold = { ...later, target: [null, null] };
  const beside = start({ rules: [untold] });
  assert.equal(beside.rowOf(beside.rules()[0], 0).due, 0);
});

test("a long unit is left out where many figures stand below each other", () => {
  const { rules, rowOf } = start({ texts: [both(""), both("beds per 1,000 people"), both("%"), both("all of them")] });
  assert.equal(rowOf(rules()[0], 0).brief, "1 234");
  assert.equal(rowOf(rules()[0], 0).figure, "1 234 beds per 1,000 people");
});

test("titles say what stands beside a rule, in the language of the moment", () => {
  const { rules, titleOf, unitName } = start({ lang: "zh", words: { en: {}, zh: { "as reported": "上报" } } });
  assert.equal(titleOf(rules()[2]), "Shares (zh) (上报)");
  assert.equal(titleOf(rules()[0]), "Beds (zh)");
  assert.equal(unitName(0), "Whole area (zh)");
  assert.equal(unitName(2), "South");
});
