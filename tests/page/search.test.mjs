// What the search finds, and in which order.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, load, plain } from "./load.mjs";

const SITES = [
  { id: "p-1", name: "North clinic" }, { id: "p-2", name: "clinic" }, { id: 7, name: "Clinic of the north" }, { id: "c-2", name: "社区卫生站" },
];

const start = (places = []) => {
  const halfhour = load(["shared/words.js", "shared/arrays.js", "shared/search.js"], COMMON);
  const asked = [];
  Object.assign(halfhour, { model: { sites: SITES, existing: [1, 0, 0, 1] }, places, fly: (site) => asked.push(site), openAt: (map, at) => asked.push(at) });
  return { ...halfhour, asked, titles: (text) => halfhour.found(text).map((hit) => hit.title) };
};

test("whole names come before beginnings, beginnings before parts", () => {
  const { titles } = start([{ title: "The clinics", note: ["Place"] }, { title: "Clinicville", note: ["Place"] }]);
  assert.deepEqual(plain(titles("clinic")), ["clinic", "Clinic of the north", "Clinicville", "North clinic", "The clinics"]);
  assert.deepEqual(plain(titles("  CLINIC ")), plain(titles("clinic")));
});

test("sites are found by id as well, and lead to themselves", () => {
  const { found, asked } = start();
  const [hit] = found("7");
  assert.equal(hit.title, "Clinic of the north");
  assert.deepEqual(plain(hit.note), ["{kind}, {id}", { kind: ["Candidate"], id: 7 }]);
  hit.go();
  assert.deepEqual(asked, [2]);
});

test("parts of Chinese names are found", () => {
  assert.deepEqual(plain(start().titles("卫生")), ["社区卫生站"]);
});

test("nothing finds nothing", () => {
  const { titles } = start();
  assert.deepEqual(plain(titles("  ")), []);
  assert.deepEqual(plain(titles("zzz")), []);
});

test("units that two layers name are found once, villages of one name each", () => {
  const unit = { title: "Haigang", note: ["county"] };
  const villages = [1, 2].map((lat) => ({ title: "Haigang", note: ["village"], latlng: { lat, lng: 0 } }));
  assert.equal(start([unit, { ...unit }, ...villages]).titles("haigang").length, 3);
});

test("latitude and longitude are a place, with any sign between them", () => {
  for (const text of ["39.9, 119.5", "39.9 119.5", "39.9，119.5"]) {
    const { found, asked } = start(), [hit] = found(text), seen = [];
    hit.go({ setView: (at) => seen.push(at) });
    assert.deepEqual(plain([seen, asked]), [[{ lat: 39.9, lng: 119.5 }], [{ lat: 39.9, lng: 119.5 }]]);
  }
  assert.equal(start().found("-91, 10").length, 0);
});
