// Which site serves a cell, and why none does, against what Python assesses.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers, plain } from "./load.mjs";

const { data, choices } = numbers.town;
const ids = data.sites.map((site) => String(site.id));
const SCRIPTS = ["shared/words.js", "shared/arrays.js", "plan/model.js", "plan/limits.js", "plan_layers/sheets.js", "plan_layers/cells.js", "plan_layers/catchments.js", "plan/reasons.js"];
const LAST = data.reach.limits.length - 1, METRES_A_DEGREE = 111_320;
// Costs are float32 in the page, which holds a few thousand seconds to a thousandth.
const FLOAT32 = 1e-3;

const start = () => {
  const halfhour = load(SCRIPTS, data);
  halfhour.siteNumber = (id) => (ids.includes(id) ? ids.indexOf(id) : undefined);
  return halfhour;
};
const set = (model, choice, limit = LAST) => model.set({ limit, group: "residents", level: 0, step: 0, open: choice.open });

test("cells lie where Python put them, on the plane of the map", () => {
  const { cellTable, unpack } = start(), table = cellTable(), lat = unpack(data.cells.lat), lon = unpack(data.cells.lon);
  for (let i = 0; i < data.cells.count; i++) {
    const phi = lat[i] / 1e6 * Math.PI / 180;
    assert.ok(Math.abs(table.x[i] - 256 * (lon[i] / 1e6 + 180) / 360) < 1e-9);
    assert.ok(Math.abs(table.y[i] - (128 - 128 / Math.PI * Math.asinh(Math.tan(phi)))) < 1e-9);
  }
});

test("served cells belong to the nearest open site", () => {
  const { model, catchmentsOf } = start(), { ends } = data.reach;
  for (const [number, choice] of choices.entries()) {
    set(model, choice);
    const { of } = catchmentsOf("choice", 8), { served } = choice.limits[LAST];
    for (let cell = 0; cell < of.length; cell++) {
      assert.equal(of[cell] >= 0, served[cell] === 1);
      if (of[cell] < 0) continue;
      assert.ok(choice.open[of[cell]]);
      // The plan's are Python's own; of other choices those within one class of cost may change places.
      if (number === 0) assert.equal(of[cell], choice.nearest[cell]);
      const upTo = model.nearest(cell).upTo, below = ends[ends.indexOf(upTo) - 1] || 0;
      assert.ok(choice.cost[cell] <= upTo && choice.cost[cell] >= below);
    }
  }
});

test("people and cells of catchments are those of their cells", () => {
  const { model, catchmentsOf } = start();
  set(model, choices[4]);
  const { people, cells } = catchmentsOf("choice", 8), { served, groups } = choices[4].limits[LAST];
  const sum = (numbersOf) => Array.from(numbersOf.values()).reduce((a, b) => a + b, 0);
  assert.equal(sum(cells), served.reduce((a, b) => a + b));
  assert.ok(Math.abs(sum(people) - groups.residents.served) < 1e-6);
});

test("neighbouring catchments never share a colour, and sites keep theirs where they can", () => {
  const { model, catchmentsOf, unpack } = start();
  const lat = unpack(data.cells.lat), lon = unpack(data.cells.lon), north = METRES_A_DEGREE / 1e6, east = north * Math.cos(39.87 * Math.PI / 180);
  let before = null;
  for (const choice of choices.concat(choices[5], choices[5])) {
    set(model, choice);
    const { of, colour } = catchmentsOf("choice", 8);
    for (let a = 0; a < of.length; a++) {
      for (let b = 0; b < a; b++) {
        const apart_m = Math.hypot((lon[a] - lon[b]) * east, (lat[a] - lat[b]) * north);
        if (apart_m < 1.5 * data.cells.spacing && of[a] >= 0 && of[b] >= 0 && of[a] !== of[b]) assert.notEqual(colour.get(of[a]), colour.get(of[b]));
      }
    }
    if (choice === before) assert.deepEqual(plain([...colour]), plain([...catchmentsOf("choice", 8).colour]));
    before = choice;
  }
});

test("cells say why they are not served as Python does", () => {
  const { model, tellCell } = start(), codes = ["", "beyond_limit", "no_road", "island", "no_time", "no_site"];
  const { reason } = choices[0].limits[LAST];
  set(model, choices[0]);
  for (let cell = 0; cell < reason.length; cell++) {
    const [text, values] = plain(tellCell(cell, "choice").reason);
    if (reason[cell] === "beyond_limit") {
      assert.equal(text, "Not served: the nearest site is {cost} away, farther than {limit}.");
      assert.ok(Math.abs(values.cost.cost - choices[0].cost[cell]) < FLOAT32);
    } else if (reason[cell] === "no_road") assert.equal(text, "Not served: no usable road within {distance}.");
    else assert.equal(text, data.reasons[codes.indexOf(reason[cell])]);
  }
});

test("today is told as it was assessed, whatever is chosen", () => {
  const { model, tellCell } = start(), [, today] = choices, { served } = today.limits[LAST];
  set(model, choices[2]);
  for (let cell = 0; cell < served.length; cell++) {
    const { rows, reason } = plain(tellCell(cell, "today"));
    assert.equal(reason[0] === data.reasons[0], served[cell] === 1);
    assert.equal(rows.length, 1);
    const near = rows[0][1];
    if (today.nearest[cell] === null) assert.deepEqual(near, ["none in reach"]);
    else assert.equal(near[1].site, data.sites[today.nearest[cell]].name);
  }
});

test("costs of other choices are told as a bound", () => {
  const { model, tellCell } = start(), few = choices[3];
  set(model, few, 0);
  few.limits[0].served.forEach((served, cell) => {
    const { rows } = plain(tellCell(cell, "choice")), [label, [text, values]] = rows[1];
    assert.equal(label, "With the chosen sites");
    if (text === "{site}, at most {cost}") assert.ok(values.cost.cost > few.cost[cell] - FLOAT32);
    else if (text === "{site}, {cost}") assert.ok(Math.abs(values.cost.cost - few.cost[cell]) < FLOAT32);
    else assert.equal(served, 0);
  });
});
