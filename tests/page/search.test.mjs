// What the search finds, and in which order.
import assert from "node:assert/strict";
import test from "node:test";

import { COMMON, load, plain } from "./load.mjs";

const SITES = [
  { id: "p-1", name: "North clinic" }, { id: "p-2", name: "clinic" }, { id: 7, name: "Clinic of the north" }, { id: "c-2", name: "社区卫生站" },
];

const start = (places = [], data = {}, sites = SITES) => {
  const halfhour = load(["shared/words.js", "shared/arrays.js", "shared/pinyin.js", "shared/coordinates.js", "shared/search.js"], { ...COMMON, ...data });
  const asked = [];
  Object.assign(halfhour, { model: { sites, existing: sites.map((_, i) => Number(i % 3 === 0)) }, places, fly: (site) => asked.push(site), openAt: (map, at) => asked.push(at) });
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
  assert.equal(start().found("-91, 100").length, 0);
});

// Degrees by hand: 39 + 54/60 + 20/3600 = 39.905556, 119 + 36/60 = 119.6, 33 + 52/60 + 4.8/3600 = 33.868.
const WRITTEN = [
  ["119.6, 39.9", [39.9, 119.6]], ["１１９．６，３９．９", [39.9, 119.6]], ["39.9、119.6", [39.9, 119.6]], ["(39.9; 119.6)", [39.9, 119.6]],
  ["39.9N 119.6E", [39.9, 119.6]], ["E119.6 N39.9", [39.9, 119.6]], ["119.6°E, 39.9°N", [39.9, 119.6]], ["北纬39.9 东经119.6", [39.9, 119.6]],
  ["东经119.6度，北纬39.9度", [39.9, 119.6]], ["lat 39.9 lon 119.6", [39.9, 119.6]], ["经度：119.6 纬度：39.9", [39.9, 119.6]],
  ["POINT(119.6 39.9)", [39.9, 119.6]], ["39,9 119,6", [39.9, 119.6]], ["39,9; 119,6", [39.9, 119.6]],
  ["39°54'20\"N 119°36'0\"E", [39.905556, 119.6]], ["39°54′20″ 119°36′0″", [39.905556, 119.6]], ["119°36’00” 39°54’20”", [39.905556, 119.6]],
  ["39 54 20 N, 119 36 0 E", [39.905556, 119.6]], ["39 54 20 119 36 0", [39.905556, 119.6]], ["39:54:20 119:36:00", [39.905556, 119.6]],
  ["北纬39度54分20秒，东经119度36分", [39.905556, 119.6]], ["东经119度36分 北纬39度54分20秒", [39.905556, 119.6]], ["N39°54′20″E119°36′", [39.905556, 119.6]],
  ["３９°５４′２０″Ｎ　１１９°３６′０″Ｅ", [39.905556, 119.6]], ["119d36m 39d54m20s", null], ["lat=39.9&lng=119.6", [39.9, 119.6]], ["geo:39.9,119.6", [39.9, 119.6]], ["lng 119.6 lat 39.9", [39.9, 119.6]], ["东经119°36′，北纬39°54′20″", [39.905556, 119.6]], ["north 39.9 east 119.6", [39.9, 119.6]],
  ["39º 54' 20'' N 119º 36' E", [39.905556, 119.6]], ["39⁰54′20″N 119⁰36′E", [39.905556, 119.6]], ["119.6①, 39.9②", null], ["119.6, 39.9²", null],
  ["33°52'4.8\"S 151°12'E", [-33.868, 151.2]], ["-33.868 151.2", [-33.868, 151.2]], ["151.2, -33.868", [-33.868, 151.2]], ["南纬33.868 东经151.2", [-33.868, 151.2]],
  ["−33.868, 151.2", [-33.868, 151.2]], ["S 30 1 30 W 51 13 30", [-30.025, -51.225]], ["30.025S,51.225W", [-30.025, -51.225]],
  ["39 75 20 N, 119 36 0 E", null], ["39.5 20 N 119 E", null], ["39.9N 119.6N", null], ["39.9", null], ["119 36 39", null], ["39.9, 119.6, 3", null], ["clinic 12, 13", null], ["", null],
];

test("angles are read as people write them", () => {
  const { placesWritten } = start();
  for (const [text, at] of WRITTEN) {
    const [place, ...more] = plain(placesWritten(text));
    assert.deepEqual([place ? place.at.map((one) => Number(one.toFixed(6))) : null, more.length], [at, 0], text);
  }
});

test("pieces of coordinates, as they stand while somebody types, are none and break nothing", () => {
  const { placesWritten } = start();
  const marks = ["n", "s", "e", "w", "x", "d", "°", "'", ",", ":", "-", ".", "1", "7.5", "1°", "纬度", "东经"];
  const tried = marks.flatMap((one) => marks.flatMap((other) => [one, one + other, one + " " + other, ...marks.map((third) => one + other + third)]));
  for (const text of tried) for (const { at } of placesWritten(text)) assert.ok(at.every(Number.isFinite), text);
  for (const text of ["s", "s7", "n 1", "e,", "°°", "1,", ",1"]) assert.deepEqual(plain(placesWritten(text)), [], text);
});

test("what may be meant in both orders is offered in both, what lies on the page comes alone", () => {
  const titles = (text, frame) => plain(start([], { frame }).titles(text));
  assert.deepEqual(titles("-30, -51", undefined), ["-30, -51", "-51, -30"]);
  assert.deepEqual(titles("-30, -51", [-52, -31, -50, -29]), ["-30, -51"]);
  assert.deepEqual(titles("-51, -30", [-52, -31, -50, -29]), ["-30, -51"]);
  assert.deepEqual(titles("10, 20", [0, 0, 40, 40]), ["10, 20", "20, 10"]);
  assert.deepEqual(titles("10, 10", undefined), ["10, 10"]);
  // A frame across the 180th meridian.
  assert.deepEqual(titles("-179.5, -17", [177, -20, 182, -15]), ["-17, -179.5"]);
  const [first, second] = start().found("-30, -51");
  assert.deepEqual(plain([first.note[0], second.note[0]]), ["Latitude first: {place}", "Longitude first: {place}"]);
});

// As maps/document/readings.py writes them: tests/maps/document/test_readings.py.
const READINGS = { cun: "村", jing: "青", long: "龙", lv: "吕", man: "满", chong: "重", zhong: "重", qing: "青庆", shi: "石", xian: "县", zhi: "治", zi: "自", zu: "族" };
const NAMED = ["青龙满族自治县", "青龙村", "满族村", "重庆村", "吕村", "石村3号", "Qinglong inn", "São Paulo"].map((name, i) => ({ id: "n" + i, name }));
const spoken = (text) => plain(start([], { readings: READINGS }, NAMED).titles(text));

test("Chinese names are found by pinyin and by initials", () => {
  assert.deepEqual(spoken("qinglongmanzuzizhixian"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("Qing Long Man Zu"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("qīnglóng mǎnzú"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("ｑｉｎｇｌｏｎｇ　ｍａｎ"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("qlmz"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("q l m"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("zzx"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("zzhx"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("qinglmz"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("qinglmzzzxia"), ["青龙满族自治县"]);
  assert.deepEqual(spoken("sc3"), ["石村3号"]);
  assert.deepEqual(spoken("qlmx"), []);
});

test("of several readings each is known, and lü in each way of typing it", () => {
  for (const text of ["chongqing", "zhongqing", "cqc", "zqc"]) assert.deepEqual(spoken(text), ["重庆村"]);
  for (const text of ["lvcun", "lücun", "lucun", "lyu cun", "lǚ cūn"]) assert.deepEqual(spoken(text), ["吕村"]);
});

test("written names come before pinyin, pinyin before initials, beginnings before parts", () => {
  assert.deepEqual(spoken("qinglong"), ["Qinglong inn", "青龙满族自治县", "青龙村"]);
  assert.deepEqual(spoken("qinglongcun"), ["青龙村"]);
  assert.deepEqual(spoken("manzu"), ["满族村", "青龙满族自治县"]);
  assert.deepEqual(spoken("n1"), ["青龙村"]);
  assert.deepEqual(spoken("c"), ["重庆村", "青龙村", "满族村", "吕村", "石村3号"]);
});

test("an exact id comes before names that begin so", () => {
  const sites = [{ id: "a-1", name: "7 sisters" }, { id: 7, name: "Mill" }, { id: 71, name: "Dam" }];
  assert.deepEqual(plain(start([], {}, sites).titles("7")), ["Mill", "7 sisters", "Dam"]);
});

test("accents and widths of letters do not matter", () => {
  assert.deepEqual(spoken("sao paulo"), ["São Paulo"]);
  assert.deepEqual(spoken("ＳÃＯ"), ["São Paulo"]);
});

test("long texts of like letters take no longer", () => {
  const name = "治自族重".repeat(12);
  assert.deepEqual(plain(start([], { readings: { zhi: "治", zi: "自", zu: "族", zhong: "重", zong: "重" } }, [{ id: 1, name }]).titles("z".repeat(47) + "q")), []);
});
