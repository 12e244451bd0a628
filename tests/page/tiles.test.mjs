// The shift of Chinese maps, against pairs of coordinates that others published.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./load.mjs";

const { toGcj02, fromGcj02 } = load(["shared/words.js", "plan_layers/tiles.js"]);

// WGS 84, then GCJ-02, latitude before longitude: from the tests of eviltransform (Shanghai, Shenzhen, Beijing).
const PAIRS = [
  [[31.1774276, 121.5272106], [31.17530398364597, 121.531541859215]],
  [[22.543847, 113.912316], [22.540796131694766, 113.9171764808363]],
  [[39.911954, 116.377817], [39.91334545536069, 116.38404722455657]],
];
const TOLERANCE_DEG = 1e-7;

const close = ([lat, lon], [a, b], tolerance) => assert.ok(Math.abs(lat - a) < tolerance && Math.abs(lon - b) < tolerance, `${[lat, lon]} is not ${[a, b]}`);

test("there and back are what others published", () => {
  for (const [wgs84, gcj02] of PAIRS) {
    close(toGcj02(...wgs84), gcj02, TOLERANCE_DEG);
    close(fromGcj02(...gcj02), wgs84, TOLERANCE_DEG);
  }
});

test("the way back undoes the way there all over China", () => {
  for (let lat = 18; lat <= 53; lat += 2.5) {
    for (let lon = 74; lon <= 134; lon += 2.5) close(fromGcj02(...toGcj02(lat, lon)), [lat, lon], 1e-8);
  }
});

test("nothing is moved elsewhere", () => {
  for (const place of [[48.85, 2.35], [0.5, 110], [40, 140], [56, 100], [39.9, -116.4]]) {
    close(toGcj02(...place), place, 1e-15);
    close(fromGcj02(...place), place, 1e-15);
  }
});
