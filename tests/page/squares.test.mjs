// Squares of the map hold the people of their cells, neither more nor fewer.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers } from "./load.mjs";

const { data, choices } = numbers.town;
const SCRIPTS = ["shared/words.js", "shared/arrays.js", "plan/model.js", "plan_layers/sheets.js", "plan_layers/cells.js", "plan_layers/squares.js"];
const LAST = data.reach.limits.length - 1, STATES = ["gap", "no_place", "new", "gap_today", "served_today"], ZOOMS = [3, 8.25, 10, 12.5, 16];
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} and ${b}`);
const total = (list) => Array.from(list).reduce((a, b) => a + b, 0);
const all = data.cells.count;

const start = () => load(SCRIPTS, data, { performance });

test("sums of squares are those of their cells, in every state, side and zoom", () => {
  const { model, squares } = start();
  for (const choice of choices) {
    model.set({ limit: LAST, group: "residents", level: 0, step: 0, open: choice.open });
    for (const zoom of ZOOMS) {
      for (const side of ["choice", "today"]) {
        for (const state of STATES) {
          const { of, column } = squares.grid(zoom), expected = new Array(column.length).fill(0);
          for (let i = 0; i < all; i++) expected[of[i]] += squares.amount(state, i, side);
          squares.sums(state, side, zoom).forEach((people, number) => near(people, expected[number]));
        }
      }
    }
  }
});

test("all squares together hold Python's figures", () => {
  const { model, squares } = start();
  for (const choice of choices) {
    choice.limits.forEach(({ groups }, limit) => {
      model.set({ limit, group: "residents", level: 0, step: 0, open: choice.open });
      const { total: people } = model.figures(), today = choices[1].limits[limit].groups.residents.served;
      near(total(squares.sums("gap", "choice", 9)), people - groups.residents.served);
      near(total(squares.sums("gap_today", "today", 9)), people - today);
      near(total(squares.sums("served_today", "today", 9)), today);
    });
  }
});

test("squares stand where the world puts them, and grow with the zoom", () => {
  const { cellTable, squares } = start(), { x, y } = cellTable();
  for (const zoom of ZOOMS) {
    const { of, column, row, at } = squares.grid(zoom);
    for (let i = 0; i < all; i++) {
      assert.equal(column[of[i]], Math.floor(x[i] * 2 ** zoom / 12));
      assert.equal(row[of[i]], Math.floor(y[i] * 2 ** zoom / 12));
      assert.equal(at(column[of[i]], row[of[i]]), of[i]);
    }
    assert.equal(at(-1, -1), -1);
  }
  assert.ok(squares.grid(8).column.length < squares.grid(13).column.length);
});

test("classes begin at growing round numbers that do not follow the choice", () => {
  const { model, squares } = start();
  const found = choices.map((choice) => {
    model.set({ limit: LAST, group: "residents", level: 0, step: 0, open: choice.open });
    return squares.breaks(9);
  });
  found.forEach(([low, middle, high]) => {
    assert.ok(low >= 1 && middle >= 2 * low && high >= 2 * middle);
    assert.deepEqual([low, middle, high], Array.from(found[0]));
  });
});
