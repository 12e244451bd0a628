// Who is near the limit, against what Python counts of the same choices.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers } from "./load.mjs";

const SCRIPTS = ["shared/words.js", "shared/arrays.js", "plan/model.js", "plan/near_limit.js"];
const { data, choices } = numbers.town;
const WIDEST = data.reach.limits.length - 1;
const HALF_A_PART = 1e-6;

const near = (found, expected, what) => assert.ok(Math.abs(found - expected) < HALF_A_PART, `${what}: ${found} is not ${expected}`);
const states = function* () {
  for (const [number, choice] of choices.entries()) for (const [limit, { groups }] of choice.limits.entries()) {
    for (const group of ["residents", "elderly"]) yield { number, choice, limit, group, own: groups[group], today: choices[1].limits[limit].groups[group] };
  }
};

test("who would be lost is Python's, for each choice, limit and group", () => {
  const { model, nearLimit } = load(SCRIPTS, data);
  let some = 0;
  for (const { choice, limit, group, own, today } of states()) {
    model.set({ limit, group, level: 0, step: 0, open: choice.open });
    const found = nearLimit();
    near(found.choice.lost, own.lost, "lost");
    near(found.today.lost, today.lost, "lost today");
    near(found.today.gained, today.gained, "gained today");
    some += own.lost > 0 && own.gained > 0 ? 1 : 0;
  }
  assert.ok(some > 5);
});

test("who would be gained is Python's, or said not to be known where pairs end", () => {
  const { model, nearLimit } = load(SCRIPTS, data);
  for (const { number, choice, limit, group, own } of states()) {
    model.set({ limit, group, level: 0, step: 0, open: choice.open });
    const found = nearLimit(), told = number < 2 || limit < WIDEST;
    assert.equal(found.told, told);
    if (told) near(found.choice.gained, own.gained, "gained");
    else assert.ok(found.choice.gained === null || own.served === own.total);
  }
});

test("of a table that ends too early it is not known who would be gained", () => {
  const reach = { ...data.reach, near: { ...data.reach.near, known: data.reach.limits[WIDEST] } };
  const { model, nearLimit } = load(SCRIPTS, { ...data, reach });
  model.set({ ...model.first, limit: WIDEST });
  assert.equal(nearLimit().choice.gained, null);
  assert.equal(nearLimit().today.gained, null);
  model.set({ ...model.first, limit: 0 });
  near(nearLimit().choice.gained, choices[0].limits[0].groups.residents.gained, "gained");
});

test("where nobody asks, nothing is said", () => {
  assert.equal(load(SCRIPTS, { ...data, reach: { ...data.reach, near: null } }).nearLimit(), null);
});
