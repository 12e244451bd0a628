// Numbers come back as Python packed them.
import assert from "node:assert/strict";
import test from "node:test";
import zlib from "node:zlib";

import { COMMON, load, numbers } from "./load.mjs";

const SCRIPTS = ["shared/words.js", "shared/inflate.js", "shared/arrays.js"];

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

test("whatever is deflated comes back, with every kind of block", () => {
  const { inflate } = load(SCRIPTS);
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const made = {
    nothing: [], one: [7], even: Array(70000).fill(1), noise: Array.from({ length: 90000 }, () => 256 * random()),
    steps: Array.from({ length: 50000 }, (_, i) => (random() < 0.1 ? 200 * random() : i % 5)), far: Array.from({ length: 80000 }, (_, i) => (i * i) % 251),
  };
  for (const [name, values] of Object.entries(made)) {
    const plain = Uint8Array.from(values);
    for (const level of [0, 1, 9]) for (const strategy of [zlib.constants.Z_DEFAULT_STRATEGY, zlib.constants.Z_FIXED, zlib.constants.Z_HUFFMAN_ONLY]) {
      const found = inflate(new Uint8Array(zlib.deflateRawSync(plain, { level, strategy })), plain.length);
      assert.ok(Buffer.compare(Buffer.from(found), Buffer.from(plain)) === 0, name + " " + level + " " + strategy);
    }
  }
});

test("long arrays that Python has deflated are read as well", () => {
  const { unpack } = load(SCRIPTS), { packed, values } = numbers.deflated;
  assert.equal(packed.data[0], "~");
  assert.deepEqual(Array.from(unpack(packed)), Array.from({ length: values.count }, (_, i) => (i * i) % values.divisor));
});
