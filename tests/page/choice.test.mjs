// A choice in the address and as a file: what is written is read again, and what is not known is told.
import assert from "node:assert/strict";
import test from "node:test";

import { load, numbers, plain } from "./load.mjs";

const { data, choices } = numbers.town;
const ids = data.sites.map((site) => String(site.id));

const start = (more = {}) => {
  const halfhour = load(["shared/words.js", "shared/arrays.js", "plan/model.js", "plan_panel/headline.js", "plan/choice.js"], { ...data, ...more });
  halfhour.siteNumber = (id) => (ids.includes(id) ? ids.indexOf(id) : undefined);
  return halfhour;
};

test("the page as it opens has no words in its address", () => {
  const { choice, model } = start();
  assert.equal(choice.write(), "");
  assert.deepEqual(plain(choice.read("")), { state: plain(model.first), unknown: [], lang: "en" });
});

test("every choice is read as it was written", () => {
  const { choice, model } = start();
  for (const { open } of choices) {
    for (const [limit] of data.reach.limits.entries()) {
      for (const group of ["residents", "elderly"]) {
        const state = { limit, group, level: 0, step: 0, open };
        model.set(state);
        const { state: read, unknown } = choice.read(choice.write());
        assert.deepEqual(plain(read), state);
        assert.equal(unknown.length, 0);
      }
    }
  }
});

test("the address names limits in minutes, groups, levels and what differs from today", () => {
  const { choice, model } = start();
  model.set({ limit: 1, group: "elderly", level: 0, step: 0, open: ids.map((_, i) => (i === 1 || i === 5 ? 1 : 0)) });
  assert.equal(choice.write(), `limit=15&group=elderly&level=county&open=&closed=${ids[0]}&closed=${ids[2]}&open=${ids[5]}`);
});

test("words that the page does not have are told", () => {
  const { choice, model } = start();
  const { state, unknown, lang } = choice.read(`limit=7&group=cats&level=moon&open=${ids[4]}&open=nowhere&lang=zh`);
  assert.deepEqual(plain(unknown), ["7", "cats", "moon", "nowhere"]);
  assert.deepEqual([state.limit, state.group, state.level], [model.first.limit, model.first.group, model.first.level]);
  assert.deepEqual(plain(state.open), ids.map((_, i) => (i <= 2 || i === 4 ? 1 : 0)));
  assert.equal(lang, "zh");
});

test("a year opens what the plan has opened by then", () => {
  const years = { names: [2027, 2030], of: [0, 1], people: [null, null] };
  const { choice, model } = start({ plan: { ...data.plan, years } });
  const { state } = choice.read("year=2027");
  assert.equal(state.step, 1);
  assert.deepEqual(plain(state.open), Array.from(model.standing(1)));
  model.set(state);
  assert.match(choice.write(), /year=2027/);
  assert.equal(choice.exported().year, 2027);
  assert.equal(choice.read("year=today").state.step, 0);
});

test("the file holds the figures of the choice", () => {
  const { choice, model } = start();
  const [, , , few] = choices, limit = 2;
  model.set({ limit, group: "residents", level: 0, step: 0, open: few.open });
  const file = plain(choice.exported()), expected = few.limits[limit].groups.residents;
  assert.equal(file.format, "halfhour-choice/1");
  assert.deepEqual([file.limit_min, file.limit_m, file.group, file.year], [20, null, "residents", null]);
  assert.deepEqual(file.open_sites, ids.filter((_, i) => few.open[i] && i > 2));
  assert.deepEqual(file.closed_sites, ids.filter((_, i) => !few.open[i] && i <= 2));
  assert.ok(Math.abs(file.served - expected.served) < 1e-6 && Math.abs(file.people_total - expected.total) < 1e-6);
});

test("distances are metres", () => {
  const { choice, model } = start({ unit: "m" });
  model.set({ ...model.first, limit: 0 });
  assert.match(choice.write(), /^limit=600&/);
  const { limit_min, limit_m } = choice.exported();
  assert.deepEqual([limit_min, limit_m], [null, 600]);
});
