// Access zones and travel times, painted pixel by pixel.
import assert from "node:assert/strict";
import test from "node:test";

import { fakeElement, load, numbers } from "./load.mjs";

const { data } = numbers.town;
const SCRIPTS = ["shared/words.js", "shared/arrays.js", "shared/polygons.js", "plan/model.js", "plan/limits.js", "plan_layers/sheets.js", "plan_layers/surface.js"];
const COLUMNS = 12, ROWS = 9, RING_S = 300, ENDS_S = [150, 300, 450, 600, 900, 1200, 1800, 3600];

// Runs as Python writes them: values, and lengths of seven bits a byte.
const runs = (values) => {
  const found = [], lengths = [];
  values.forEach((value, i) => {
    if (i && value === values[i - 1]) lengths[lengths.length - 1] += 1;
    else {
      found.push(value);
      lengths.push(1);
    }
  });
  const packed = lengths.flatMap((length) => (length < 128 ? [length] : [(length & 127) | 128, length >> 7]));
  return { values: Buffer.from(found).toString("base64"), lengths: Buffer.from(packed).toString("base64") };
};

// Today the left half is in class 2 (to 300 s); the plan brings the right half from class 7 to class 3.
const today = Array.from({ length: ROWS * COLUMNS }, (_, i) => (i % COLUMNS < COLUMNS / 2 ? 2 : 7));
const plan = today.map((one) => (one === 7 ? 3 : one));
const surface = { west: 100, north: 50, pixel: 0.5, rows: ROWS, columns: COLUMNS, ends: ENDS_S, ring: RING_S, today: runs(today), plan: runs(today.map((one, i) => one ^ plan[i])) };

// Ten pixels of the canvas for one of the surface.
const DENSE = 10, VIEW = { width: COLUMNS * DENSE, height: ROWS * DENSE, scale: DENSE / surface.pixel, origin: { x: 100 * DENSE / surface.pixel, y: 50 * DENSE / surface.pixel }, dense: 1 };

const start = (limit, more = {}) => {
  const halfhour = load(SCRIPTS, { ...data, surface }, more);
  halfhour.model.set({ ...halfhour.model.first, limit: data.reach.limits.indexOf(limit) });
  return halfhour;
};
const painted = (halfhour, look, side) => {
  const pixels = new Uint32Array(VIEW.width * VIEW.height);
  halfhour.surface({ look, label: ["Surface"] }).fill(pixels, VIEW, side);
  return (column, row) => {
    const value = pixels[(row * DENSE + DENSE / 2) * VIEW.width + column * DENSE + DENSE / 2];
    return value === 0 ? null : { alpha: value >>> 24, colour: "#" + [value & 255, (value >> 8) & 255, (value >> 16) & 255].map((part) => part.toString(16).padStart(2, "0")).join("") };
  };
};
const mixed = (from, to, share) => "#" + [1, 3, 5].map((at) => {
  const [a, b] = [from, to].map((hex) => parseInt(hex.slice(at, at + 2), 16));
  return Math.round(a + share * (b - a)).toString(16).padStart(2, "0");
}).join("");

test("the zone of a limit ends where its class ends, on each side of the map", () => {
  const halfhour = start(600), before = painted(halfhour, "rings", "today"), then = painted(halfhour, "rings", "choice");
  for (let row = 1; row < ROWS - 1; row++) {
    for (let column = 1; column < COLUMNS - 1; column++) {
      const inside = column < COLUMNS / 2;
      assert.equal(before(column, row) !== null, inside, `today ${column} ${row}`);
      assert.notEqual(then(column, row), null, `plan ${column} ${row}`);
      if (inside && column > 1 && column < COLUMNS / 2 - 1 && row > 1 && row < ROWS - 2) assert.equal(before(column, row).alpha, 255);
    }
  }
});

test("rings go from dark to light, and what the plan adds has a hue of its own", () => {
  // Up to 600 s there are two rings: class 2 is in the first, class 3 in the second.
  const seen = painted(start(600), "rings", "choice");
  assert.equal(seen(3, 4).colour, "#4b8cc9");
  assert.equal(seen(8, 4).colour, "#c6e9e0");
  // Up to 1,800 s there are six, of which class 3 is in the second, and today is everywhere.
  assert.equal(painted(start(1800), "rings", "choice")(8, 4).colour, mixed("#4b8cc9", "#d6e6f6", 1 / 5));
});

test("of other choices the plan's zone is drawn, but today's where just today's sites are open", () => {
  const halfhour = start(600), { model } = halfhour;
  model.set({ ...model.state(), open: Array.from(model.existing) });
  assert.equal(painted(halfhour, "rings", "choice")(8, 4), null);
});

test("travel times go on beyond the limit, which a line marks", () => {
  const halfhour = start(600), seen = painted(halfhour, "surface", "today");
  assert.notEqual(seen(8, 4), null);
  assert.notEqual(seen(8, 4).colour, seen(3, 4).colour);
  const pixels = new Uint32Array(VIEW.width * VIEW.height);
  halfhour.surface({ look: "surface", label: ["Surface"] }).fill(pixels, VIEW, "today");
  const line = halfhour.pixelColour("#1b1b1b"), row = 4 * DENSE, dark = [];
  for (let x = 0; x < VIEW.width; x++) if ((pixels[row * VIEW.width + x] & 0xffffff) === line) dark.push(x);
  assert.equal(dark.length, 1);
  // Between the middles of the two pixels next to where the classes meet.
  assert.ok(Math.abs(dark[0] - VIEW.width / 2) <= DENSE);
});

test("the legend has a colour for each ring, and says when it shows other sites than those chosen", () => {
  const document = { documentElement: {}, createElement: (tag) => Object.assign(fakeElement(tag), { style: {}, classList: { add() {} } }), getElementById: () => ({ textContent: JSON.stringify({ ...data, surface }) }), querySelectorAll: () => [] };
  const halfhour = start(1200, { document });
  const [zone] = halfhour.surfaceKey("rings").children, box = halfhour.surfaceKey("surface");
  assert.equal(zone.children[0].textContent, "Access zone");
  assert.deepEqual(zone.children[1].children.map((one) => one.style.background), [0, 1 / 3, 2 / 3, 1].map((share) => mixed("#4b8cc9", "#d6e6f6", share)));
  assert.equal(box.children.at(-1).textContent, "The dark line in it is the limit.");
});
