// The list of gaps against what Python counts of the same choices, with places and without.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers } from "./load.mjs";

const SCRIPTS = [
  "shared/words.js", "shared/arrays.js", "plan/transport.js", "plan/places.js", "plan/model.js", "plan/limits.js", "plan/compare.js",
  "plan_layers/sheets.js", "plan_layers/cells.js", "plan/reasons.js", "plan_panel/gap_figures.js",
];
const TRACE = 1e-3;

const loaded = (data) => Object.assign(load(SCRIPTS, data), { siteNumber: (id) => data.sites.findIndex((site) => String(site.id) === id) });

const near = (found, expected, what) => assert.ok(Math.abs(found - expected) < TRACE, `${what}: ${found} is not ${expected}`);

// All steps at once.
const last = (steps) => {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
};

// The choices of a town, each with what Python says of its gaps.
const TOWNS = {
  reach: [numbers.town.data, numbers.town.choices.flatMap(({ open, limits }) => limits.map(({ gaps }, limit) => ({ open, limit, gaps })))],
  system: [numbers.places.system.data, numbers.places.system.choices.map(({ open, limit, expected }) => ({ open, limit, gaps: expected.gaps }))],
  closest: [numbers.places.closest.data, numbers.places.closest.choices.map(({ open, limit, expected }) => ({ open, limit, gaps: expected.gaps }))],
};

for (const [name, [data, choices]] of Object.entries(TOWNS)) {
  const start = () => loaded(data);
  const set = (halfhour, { open, limit }) => halfhour.model.set({ limit, group: "residents", level: 0, step: 0, open });

  test(`${name}: areas have Python's people, and they add up to the gap`, () => {
    const halfhour = start();
    for (const choice of choices) {
      set(halfhour, choice);
      const found = halfhour.gapFigures.list("choice");
      near(found.reduce((sum, one) => sum + one.unserved, 0), halfhour.model.figures().gap, "the gap");
      assert.deepEqual(Array.from(found, (one) => one.name).sort(), choice.gaps.map((one) => one.name).sort());
      for (const one of found) {
        const [people, unserved, noRoad, noPlace, beyond] = choice.gaps.find((each) => each.name === one.name).numbers;
        near(one.people, people, "people");
        near(one.unserved, unserved, "unserved");
        near(one.noRoad, noRoad, "unreachable");
        near(one.noPlace, noPlace, "without a place");
        near(one.beyond, beyond, "beyond the limit");
      }
    }
  });

  test(`${name}: the best candidate brings what Python counts with it`, () => {
    const halfhour = start();
    let proposed = 0;
    for (const choice of choices) {
      set(halfhour, choice);
      const areas = halfhour.gapFigures.list("choice"), best = last(halfhour.gapFigures.best(areas.map((one) => one.area)));
      for (const { area, name: called } of areas) {
        const found = best.get(area), expected = choice.gaps.find((one) => one.name === called);
        assert.equal(found === null, expected.candidate === null, called);
        if (!found) continue;
        proposed++;
        assert.equal(found.site, expected.candidate);
        assert.equal(found.candidates, expected.candidates);
        near(found.brings, expected.brings[0], "of the area");
        near(found.inAll, expected.brings[1], "in all");
        assert.ok(found.cost >= expected.way - TRACE && found.cost <= expected.way + data.reach.ends[data.reach.ends.length - 1] / 200 + TRACE);
      }
    }
    assert.ok(proposed > 20);
  });

  test(`${name}: one area alone has the same best candidate`, () => {
    const halfhour = start();
    set(halfhour, choices[1]);
    const areas = Array.from(halfhour.gapFigures.list("choice"), (one) => one.area), all = last(halfhour.gapFigures.best(areas));
    for (const area of areas) assert.deepEqual(last(halfhour.gapFigures.best([area])).get(area), all.get(area));
  });

  test(`${name}: travel to the nearest site is Python's for the plan and for today, and no shorter for others`, () => {
    const halfhour = start(), { ends } = data.reach, widest = ends[ends.length - 1];
    for (const choice of choices) {
      set(halfhour, choice);
      const areas = halfhour.gapFigures.list("choice"), travel = halfhour.gapFigures.travel(areas.map((one) => one.area));
      for (const { area, name: called } of areas) {
        const found = travel.get(area), { nearest, travel: [middle, most] } = choice.gaps.find((one) => one.name === called);
        if (found.exact) {
          assert.equal(found.name || null, nearest);
          assert.equal(Number.isNaN(found.middle), middle === null);
          if (middle === null) continue;
          near(found.middle, middle, "half of them");
          near(found.most, most, "the farthest");
        } else if (name === "reach" && middle !== null && Number.isFinite(found.middle)) {
          // In the towns with places some columns of the matrix are others than the roads have.
          // Of sites beyond the widest limit the page knows today's and the plan's nearest alone.
          const upTo = found.middle > widest ? Infinity : middle + widest / 200 + TRACE;
          assert.ok(found.middle >= middle - TRACE && found.middle <= upTo, `${found.middle} of ${middle}`);
        }
      }
    }
  });
}

test("what Python told of the plan stands where the page cannot count places", () => {
  const { data } = numbers.places.system, gaps = { ...data.gaps, told: [{ area: 0, site: 4, brings: 5, in_all: 7, candidates: 2, cost: null }] };
  const halfhour = loaded({ ...data, places: { ...data.places, order: null }, gaps });
  const { best } = halfhour.gapFigures;
  assert.ok(halfhour.gapFigures.isPlan());
  assert.deepEqual(Array.from(last(best([0, 1])).keys()), [0]);
  assert.equal(last(best([0])).get(0).inAll, 7);
  halfhour.model.set({ ...halfhour.model.first, open: data.sites.map((_, site) => (data.plan.existing.includes(site) ? 1 : 0)) });
  assert.ok(!halfhour.gapFigures.isPlan());
  assert.ok(last(best([0, 1])).has(1));
});
