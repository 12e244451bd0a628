// Numbers come back as Python packed them.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, load, numbers } from "./load.mjs";

const SCRIPTS = ["shared/words.js", "shared/arrays.js"];

test("arrays of every type are read as Python wrote them", () => {
  const halfhour = load(SCRIPTS);
  const types = new Set(numbers.arrays.map(({ packed, values }) => {
    assert.deepEqual(Array.from(halfhour.unpack(packed)), values);
    return packed.type;
  }));
  assert.deepEqual([...types].sort(), ["f4", "f8", "i2", "i4", "u1", "u2", "u4"]);
});

test("longitudes count from the middle of the map, across the 180th meridian", () => {
  const { unwrap } = load(SCRIPTS, { ...COMMON, meridian: 179.5 });
  assert.equal(unwrap(-179.9), 180.1);
  assert.equal(unwrap(179.9), 179.9);
  assert.equal(load(SCRIPTS, { ...COMMON, meridian: -179.5 }).unwrap(179.9), 179.9 - 360);
});
