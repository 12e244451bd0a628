// Boxes that are laid on the map never lie over each other, and stay near their places.
import assert from "node:assert/strict";
import test from "node:test";

import { load, plain } from "./load.mjs";

const { spread, movedBox, overlap, declutter } = load(["shared/words.js", "plan_layers/spread.js"]);
const PIN = { left: -16, right: 16, top: -39, bottom: 1 };
const at = (x, y, reach = 120) => ({ at: { x, y }, box: PIN, reach });
const boxOf = (item, shift) => movedBox(item.box, { x: item.at.x + shift.x, y: item.at.y + shift.y });

// Numbers that look random and are the same in each run (Park and Miller 1988).
const made = (seed) => () => (seed = (seed * 48271) % 2147483647) / 2147483647;

test("boxes with room stay at their places", () => {
  assert.deepEqual(plain(spread([at(0, 0), at(40, 0), at(0, 50)])), [{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 0, y: 0 }]);
});

test("whatever is placed overlaps nothing, keeps its reach, its frame and clear of what was taken", () => {
  const frame = { left: 0, right: 400, top: 0, bottom: 400 }, taken = [{ left: 100, right: 200, top: 100, bottom: 200 }];
  for (let seed = 1; seed < 40; seed++) {
    const next = made(seed), items = Array.from({ length: 25 }, () => at(200 + 150 * (next() - 0.5), 220 + 150 * (next() - 0.5), 90));
    const shifts = plain(spread(items, taken, frame)), boxes = [];
    shifts.forEach((shift, i) => {
      if (!shift) return;
      const box = boxOf(items[i], shift);
      assert.ok(Math.hypot(shift.x, shift.y) <= 91);
      assert.ok(box.left >= 0 && box.right <= 400 && box.top >= 0 && box.bottom <= 400);
      boxes.concat(taken).forEach((other) => assert.ok(!overlap(box, other)));
      boxes.push(box);
    });
    assert.ok(boxes.length > 12);
  }
});

test("the first of a list moves least, and who has no room is told by null", () => {
  const items = Array.from({ length: 60 }, () => at(0, 0, 60)), shifts = plain(spread(items));
  assert.deepEqual(shifts[0], { x: 0, y: 0 });
  const far = shifts.filter(Boolean).map(({ x, y }) => Math.hypot(x, y));
  assert.ok(far.length > 4 && far.length < 60);
});

test("equal input gives equal places", () => {
  const items = [at(0, 0), at(3, 3), at(6, 0)];
  assert.deepEqual(plain(spread(items)), plain(spread(items)));
});

test("those who join are asked by rank, and hear what was taken before", () => {
  const asked = [], listeners = {};
  const map = { on: (names, act) => { listeners[names] = act; }, getSize: () => ({ x: 100, y: 100 }), getContainer: () => ({ getBoundingClientRect: () => ({ left: 0, top: 0 }), querySelectorAll: () => [] }) };
  const box = { left: 0, right: 1, top: 0, bottom: 1 };
  const one = (rank) => (taken) => {
    asked.push([rank, taken.length]);
    return [box];
  };
  declutter.join(map, 20, one(20));
  const leave = declutter.join(map, 10, one(10));
  declutter.run();
  assert.deepEqual(plain(asked), [[10, 0], [20, 1]]);
  leave();
  assert.deepEqual(plain(asked.slice(2)), [[20, 0]]);
});
