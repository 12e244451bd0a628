// Classes of shares tell units apart, wherever the shares lie.
import assert from "node:assert/strict";
import test from "node:test";

import { load, plain } from "./load.mjs";

const { classBounds, classWords, classColours } = load(["shared/words.js", "plan_layers/classes.js"]);
const COLOURS = ["a", "b", "c", "d"];
const classOf = (share, bounds) => bounds.filter((bound) => share >= bound).length;

test("shares that are all above 95 % still differ", () => {
  const shares = [0.951, 0.958, 0.966, 0.971, 0.979, 0.985, 0.991, 0.998], bounds = plain(classBounds(shares));
  assert.equal(bounds.length, 3);
  assert.deepEqual([...new Set(shares.map((share) => classOf(share, bounds)))], [0, 1, 2, 3]);
  assert.equal(classWords(bounds).length, 4);
  assert.deepEqual(plain(classColours(COLOURS, bounds)), COLOURS);
});

test("bounds are as round as they can be", () => {
  assert.deepEqual(plain(classBounds([0.1, 0.2, 0.4, 0.6, 0.8, 0.95])), [0.2, 0.6, 0.8]);
  assert.deepEqual(plain(classWords([0.2, 0.6, 0.8])), ["below 20%", "20 to 60%", "60 to 80%", "80% and more"]);
  assert.deepEqual(plain(classWords([0.9955])), ["below 99.55%", "99.55% and more"]);
});

test("no class is empty", () => {
  for (const shares of [[0.5, 0.5, 0.5, 0.9], [0, 1], [0, 0, 0, 1], [0.3, 0.3, 0.31], [0.99991, 0.99992, 1]]) {
    const bounds = plain(classBounds(shares));
    assert.equal(new Set(shares.map((share) => classOf(share, bounds))).size, bounds.length + 1);
    assert.ok(bounds.length > 0 || shares[0] === 0.99991);
  }
});

test("units that are all alike, or one alone, are one class", () => {
  for (const shares of [[], [0.4], [0.7, 0.7, 0.7]]) {
    assert.deepEqual(plain(classBounds(shares)), []);
    assert.deepEqual(plain(classWords([])), ["all units alike"]);
    assert.deepEqual(plain(classColours(COLOURS, [])), ["c"]);
  }
});
