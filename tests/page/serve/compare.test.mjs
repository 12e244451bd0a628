// Places side by side: each row has a value for each place, in the order of the first that names it.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, load, plain } from "../load.mjs";

const told = (figures, obstacles = []) => ({ en: { verdict: "acceptable", figures, obstacles, ranks: ["better than 3 of 4"] } });
const answer = (...given) => ({ service: 0, told: told(...given) });
const { comparisonRows } = load(["shared/words.js", "serve/compare.js"], { ...COMMON, services: [{ title: { en: "Clinics", zh: "" } }] });

test("figures that one answer lacks are dashes", () => {
  const rows = plain(comparisonRows([answer([["Newly served", "+5", ""]]), answer([["Newly served", "+7", ""], ["Load", "80%", ""]])]));
  assert.deepEqual(rows.find(([label]) => label === "Newly served")[1], ["+5", "+7"]);
  assert.deepEqual(rows.find(([label]) => label === "Load")[1], ["-", "80%"]);
});

test("only what forbids is named", () => {
  const hint = { forbids: false, said: "near GCJ-02" }, water = { forbids: true, said: "in water" };
  const rows = plain(comparisonRows([answer([], [hint]), answer([], [hint, water])]));
  assert.deepEqual(rows.find(([label]) => label === "What forbids it")[1], ["-", "in water"]);
});
