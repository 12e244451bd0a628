// Files with a parcel: what is read, what is told, and what of them is sent.
import assert from "node:assert/strict";
import test from "node:test";

import { load, plain } from "../load.mjs";

const RING = [[119.5, 39.9], [119.6, 39.9], [119.6, 40], [119.5, 39.9]];
const POLYGON = { type: "Polygon", coordinates: [RING] };
const { parcelIn } = load(["shared/words.js", "serve/parcel.js"]);
const read = (document) => plain(parcelIn(JSON.stringify(document)));

test("a parcel is found wherever GeoJSON may have it, and nothing else is kept", () => {
  const feature = { type: "Feature", properties: { owner: "Li Ming" }, geometry: { ...POLYGON, bbox: [1, 2, 3, 4] } };
  for (const document of [POLYGON, feature, { type: "FeatureCollection", features: [feature] }, { type: "GeometryCollection", geometries: [POLYGON] }]) {
    assert.deepEqual(read(document), { shape: POLYGON, crs: "" });
  }
  assert.deepEqual(plain(parcelIn("\ufeff" + JSON.stringify(POLYGON))).shape, POLYGON);
});

test("points beside the parcel are no parcels", () => {
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [1, 2] } };
  assert.deepEqual(read({ type: "FeatureCollection", features: [point, { type: "Feature", geometry: POLYGON }, { type: "Feature", geometry: null }] }).shape, POLYGON);
});

test("the file's own coordinate system is taken", () => {
  const named = (name) => read({ ...POLYGON, crs: { type: "name", properties: { name } } }).crs;
  assert.equal(named("urn:ogc:def:crs:EPSG::4549"), "EPSG:4549");
  assert.equal(named("urn:ogc:def:crs:EPSG:6.9:4549"), "EPSG:4549");
  assert.equal(named("EPSG:4549"), "EPSG:4549");
  assert.equal(named("urn:ogc:def:crs:OGC:1.3:CRS84"), "");
  assert.throws(() => named("Qinhuangdao local"), /Qinhuangdao local/);
});

test("what is no parcel is told", () => {
  for (const text of ["", "{", "null", "[]", "7", "\"x\"", "{\"type\":\"FeatureCollection\",\"features\":7}", "{\"type\":\"Point\",\"coordinates\":[1,2]}"]) {
    assert.throws(() => parcelIn(text), /GeoJSON|polygon/);
  }
  assert.throws(() => read({ type: "GeometryCollection", geometries: [POLYGON, POLYGON] }), /2 polygons|\{number\} polygons/);
});
