// Polygons and roads come back as Python wrote them.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, leaflet, load, numbers } from "./load.mjs";

const { polygons, rings, sizes, steps, lines } = numbers.shapes;

const close = (found, lonlat, tolerance_deg) => {
  assert.equal(found.length, lonlat.length);
  found.forEach(([lat, lon], i) => {
    assert.ok(Math.abs(lon - lonlat[i][0]) <= tolerance_deg && Math.abs(lat - lonlat[i][1]) <= tolerance_deg, `${[lat, lon]} is not ${lonlat[i]}`);
  });
};

test("rings are decoded to a millionth of a degree", () => {
  const { decode } = load(["shared/words.js", "shared/arrays.js", "shared/polygons.js"]);
  polygons.slice(0, 1).forEach((polygon, part) => polygon.forEach((ring, i) => close(decode(ring, 6), rings[part][i], 1e-9)));
});

test("rings across the 180th meridian stay in one piece", () => {
  const { decode } = load(["shared/words.js", "shared/arrays.js", "shared/polygons.js"], { ...COMMON, meridian: 180 });
  close(decode(polygons[1][0], 6), rings[1][0], 1e-9);
});

test("roads are decoded to a hundred-thousandth of a degree, from the zoom of their class on", () => {
  const drawn = [];
  const polyline = (found) => {
    drawn.push(found);
    return { setStyle() {}, bringToFront() {} };
  };
  const halfhour = load(["shared/words.js", "shared/arrays.js", "shared/polygons.js", "shared/basemap.js"], COMMON, { L: leaflet({ polyline }) });
  const style = { weight: 1 };
  const layer = halfhour.basemap({ label: ["Roads"], attribution: "", land: [], water: [], digits: 6, roads: [{ zoom: 10, style, sizes, steps }], road_digits: 5 });
  let zoom = 9;
  Object.assign(layer, { _map: { getZoom: () => zoom }, hasLayer: () => true, addLayer() {}, removeLayer() {} });
  layer.fit();
  assert.equal(drawn.length, 0);
  zoom = 10;
  layer.fit();
  layer.fit();
  assert.equal(drawn.length, 1);
  drawn[0].forEach((line, i) => close(line, lines[i], 0.5e-5));
});
