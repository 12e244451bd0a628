// Who is served by the sites that are open, against what Python assesses of the same choices.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers, plain } from "./load.mjs";

const SCRIPTS = ["shared/words.js", "shared/arrays.js", "plan/model.js"];
const { data, choices } = numbers.town;
const GROUPS = ["residents", "elderly"];
const HALF_A_PART = 1e-6;

const start = () => load(SCRIPTS, data).model;
const near = (found, expected, what) => assert.ok(Math.abs(found - expected) < HALF_A_PART, `${what}: ${found} is not ${expected}`);

// Every choice at every limit, and what Python says of it.
const states = function* () {
  for (const choice of choices) for (const [limit, expected] of choice.limits.entries()) yield { choice, limit, expected };
};

test("steps between the cells of a site may take several bytes", () => {
  const count = 80_000, { text, values } = numbers.steps, none = { type: "u1", data: Buffer.alloc(count).toString("base64") };
  const cells = { count, people: { residents: none }, parts: { residents: 1 }, levels: [], served_now: none };
  const pairs = { type: "u1", data: Buffer.from([values.length]).toString("base64") };
  const reach = { ends: [600], limits: [600], limit_classes: [0], pairs, cells: text, classes: Buffer.alloc(values.length).toString("base64") };
  const plan = { limit: 0, group: "residents", level: "", opened: [], existing: [0], years: null };
  const { model } = load(SCRIPTS, { ...data, cells, reach, plan, sites: data.sites.slice(0, 1) });
  let cell = 0;
  assert.deepEqual(Array.from(model.cells), values.map((step) => (cell += step)));
});

test("figures are those of an assessment, for each choice, limit and group", () => {
  const model = start();
  for (const { choice, limit, expected } of states()) {
    for (const group of GROUPS) {
      model.set({ limit, group, level: 0, step: 0, open: choice.open });
      const figures = model.figures(), own = expected.groups[group];
      near(figures.total, own.total, "people");
      near(figures.served, own.served, "served");
      near(figures.gap, own.total - own.served, "gap");
      near(figures.share, own.served / own.total, "share");
      near(figures.toPlan, own.served - choices[0].limits[limit].groups[group].served, "beyond the plan");
      near(figures.today.served, choices[1].limits[limit].groups[group].served, "today");
      const shares = Object.values(own.counties).map(([people, served]) => served / people);
      near(figures.worst.share, Math.min(...shares), "the worst county");
    }
  }
});

test("cells are served where Python says so, and so are units", () => {
  const model = start(), [county] = data.cells.levels;
  for (const { choice, limit, expected } of states()) {
    model.set({ limit, group: "residents", level: 0, step: 0, open: choice.open });
    assert.deepEqual(Array.from(model.hits, (hits) => Math.min(1, hits)), expected.served);
    const served = model.sumByUnit(0, (cell) => model.hits[cell] > 0);
    county.ids.forEach((id, unit) => near(served[unit], expected.groups.residents.counties[id][1], id));
  }
});

test("a site adds, or alone serves, whom Python counts with it and without it", () => {
  const model = start();
  for (const { choice, limit, expected } of states()) {
    model.set({ limit, group: "residents", level: 0, step: 0, open: choice.open });
    expected.adds.forEach((people, site) => near(model.adds(site), people, `site ${site}`));
  }
});

test("switching sites one by one comes to the same as setting all, and leaves no trace", () => {
  const model = start(), before = plain(model.figures());
  for (const { choice } of states()) {
    choice.open.forEach((wanted, site) => { if (model.open(site) !== (wanted === 1)) model.toggle(site); });
    const found = plain(model.figures());
    model.set(model.state());
    assert.deepEqual(found, plain(model.figures()));
  }
  model.first.open.forEach((wanted, site) => { if (model.open(site) !== (wanted === 1)) model.toggle(site); });
  assert.deepEqual(plain(model.figures()), before);
});

test("the nearest open site is Python's but for sites in one class of cost", () => {
  const model = start(), limit = data.reach.limits.length - 1, widest = data.reach.ends[data.reach.ends.length - 1];
  for (const choice of choices) {
    model.set({ limit, group: "residents", level: 0, step: 0, open: choice.open });
    choice.cost.forEach((cost, cell) => {
      const found = model.nearest(cell);
      assert.equal(found === null, cost === null || cost > widest);
      if (!found) return;
      assert.ok(choice.open[found.site]);
      const below = data.reach.ends[data.reach.ends.indexOf(found.upTo) - 1] || 0;
      assert.ok(below < cost && cost <= found.upTo || cost === 0, `${cost} is not within ${below} and ${found.upTo}`);
    });
  }
});

test("the page opens with the plan", () => {
  const model = start();
  assert.ok(model.isPlan() && model.isStep() && !model.isToday());
  assert.deepEqual(Array.from(model.first.open), choices[0].open);
  assert.equal(model.first.limit, data.plan.limit);
  model.set({ ...model.first, open: choices[1].open });
  assert.ok(model.isToday() && !model.isPlan());
});

test("costs of new sites are added, and are unknown where one has none", () => {
  const sites = data.sites.map((site, i) => ({ ...site, cost: i === 11 ? null : i }));
  const model = load(SCRIPTS, { ...data, sites }).model;
  const open = (...opened) => data.sites.map((_, i) => (opened.includes(i) ? 1 : 0));
  const set = (sitesOpen) => {
    model.set({ ...model.first, open: sitesOpen });
    return plain(model.figures());
  };
  // 0 to 2 are existing sites, which cost nothing more.
  assert.deepEqual([3, 0, 12], (({ opened, closed, cost }) => [opened, closed, cost])(set(open(0, 1, 2, 3, 4, 5))));
  assert.deepEqual([1, 3], (({ opened, closed }) => [opened, closed])(set(open(11))));
  assert.ok(Number.isNaN(model.figures().cost));
});

test("planned sites are open from their year on, and closed today", () => {
  const years = { names: [2027, 2030], of: data.plan.opened.map(() => 0), people: [null, null], unopened: [[1, 2], [1], []] };
  const model = load(SCRIPTS, { ...data, plan: { ...data.plan, years } }).model;
  const standing = (step) => [0, 1, 2].filter((site) => model.standing(step)[site]);
  assert.deepEqual([standing(0), standing(1), standing(2)], [[0], [0, 2], [0, 1, 2]]);
  model.set({ ...model.first, step: 1, open: Array.from(model.standing(1)) });
  assert.ok(model.isStep() && !model.isPlan());
});

test("years open the plan's sites step by step, and count people of their own", () => {
  const [first, second] = data.plan.opened, people = data.cells.people.elderly;
  const years = { names: [2027, 2030], of: [0, 1], people: [null, { counts: people, parts: data.cells.parts.elderly }] };
  const model = load(SCRIPTS, { ...data, plan: { ...data.plan, years } }).model;
  assert.equal(model.lastStep, 2);
  assert.deepEqual([model.stepOf(first), model.stepOf(second), model.stepOf(0)], [1, 2, 0]);
  const opened = (step) => Array.from(model.standing(step)).map((open, site) => (open ? site : -1)).filter((site) => site > 2);
  assert.deepEqual([opened(0), opened(1), opened(2)], [[], [first], [first, second].sort((a, b) => a - b)]);
  model.set({ ...model.first, step: 1, open: Array.from(model.standing(1)) });
  assert.ok(model.isStep() && !model.isPlan() && !model.ownPeople());
  assert.deepEqual([model.later(first), model.later(second)], [false, true]);
  near(model.figures().total, choices[0].limits[0].groups.residents.total, "residents");
  model.set({ ...model.first, step: 2 });
  assert.ok(model.ownPeople());
  near(model.figures().total, choices[0].limits[0].groups.elderly.total, "people of 2030");
});
