// Who gets a place at the open sites, against what Python assesses of the same choices.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers, plain } from "./load.mjs";

const SCRIPTS = ["shared/words.js", "shared/arrays.js", "plan/transport.js", "plan/places.js", "plan/model.js"];
const HALF_A_PART = 1e-5;
const near = (found, expected, what) => assert.ok(Math.abs(found - expected) < HALF_A_PART, `${what}: ${found} is not ${expected}`);
const TOWNS = Object.entries(numbers.places);
const START = { limit: 0, group: "residents", level: 0, step: 0 };

for (const [rule, { data, choices }] of TOWNS) {
  const start = (more = {}) => load(SCRIPTS, { ...data, ...more }).model;

  test(`${rule}: people with a place by cell, county and in all are Python's`, () => {
    const model = start(), [county] = data.cells.levels;
    for (const { open, limit, expected } of choices) {
      model.set({ ...START, limit, open });
      const figures = model.figures();
      near(figures.served, expected.served, "people with a place");
      near(figures.places.now.within, expected.within, "within reach");
      near(figures.places.now.noPlace, expected.within - expected.served, "without a place");
      near(figures.gap, figures.total - expected.served, "gap");
      expected.cells.forEach((people, cell) => near(model.served(cell, "choice"), people, `cell ${cell}`));
      const served = model.servedByUnit(0, "choice");
      county.ids.forEach((id, unit) => near(served[unit], expected.counties[id], id));
    }
  });

  test(`${rule}: what is said of each open site is Python's`, () => {
    const model = start();
    for (const { open, limit, expected } of choices) {
      model.set({ ...START, limit, open });
      expected.sites.forEach(([site, places, used, turned, more, within]) => {
        const found = model.load(site);
        assert.equal(found.places, places);
        near(found.used, used, `used of ${site}`);
        near(found.turned, turned, `turned away from ${site}`);
        near(found.more, more, `ten more of ${site}`);
        near(found.within, within, `within reach of ${site}`);
      });
    }
  });

  test(`${rule}: a site adds, or its closing takes, what Python counts`, () => {
    const model = start();
    for (const { open, limit, expected } of choices) {
      model.set({ ...START, limit, open });
      expected.adds.forEach((people, site) => {
        near(model.adds(site), people, `site ${site}`);
        if (!open[site]) assert.ok(model.atMost(site) >= people - HALF_A_PART);
      });
    }
  });

  test(`${rule}: switching sites one by one comes to the same as setting all, and leaves no trace`, () => {
    const model = start(), before = plain(model.figures());
    for (const { open } of choices) {
      open.forEach((wanted, site) => { if (model.open(site) !== (wanted === 1)) model.toggle(site); });
      const found = plain(model.figures());
      model.set(model.state());
      assert.deepEqual(found, plain(model.figures()));
    }
    model.first.open.forEach((wanted, site) => { if (model.open(site) !== (wanted === 1)) model.toggle(site); });
    assert.deepEqual(plain(model.figures()), before);
  });
}

test("groups without a need, and too many pairs, are counted by reach alone", () => {
  const [[, { data }]] = TOWNS;
  const model = load(SCRIPTS, data).model;
  model.set({ ...model.first, group: "elderly" });
  assert.ok(!model.places() && model.figures().places === null);
  const many = load(SCRIPTS, { ...data, places: { ...data.places, order: null } }).model;
  assert.ok(!many.places());
  assert.ok(many.figures().served > model.figures().served);
});

test("where places are too many to count, Python's are told of its own choices alone, after each switch", () => {
  for (const [rule, { data }] of TOWNS) {
    const model = load(SCRIPTS, { ...data, places: { ...data.places, order: null } }).model;
    const said = (side) => Array.from({ length: model.size }, (_, cell) => model.missing(cell, side));
    const plan = said("choice"), today = said("today"), site = model.existing.findIndex((one) => !one);
    assert.ok(today.some((people) => people > 0), rule);
    model.toggle(site);
    assert.ok(said("choice").every((people) => people === 0), rule);
    assert.deepEqual(said("today"), today);
    model.toggle(site);
    assert.deepEqual(said("choice"), plan);
    model.set({ ...model.state(), open: Array.from(model.existing) });
    assert.deepEqual(said("choice"), today);
    model.set({ ...model.state(), group: "elderly" });
    assert.ok(said("today").every((people) => people === 0), rule);
  }
});

test("the page opens with the figures of the plan's certificate", () => {
  for (const [, { data, objective }] of TOWNS) near(load(SCRIPTS, data).model.figures().served, objective, "the objective");
});
