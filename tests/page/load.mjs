// Loads scripts of the pages as a page does, one after the other, but without a browser.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const PAGE = new URL("../../maps/page/", import.meta.url);

/** What Python packs and counts: tests/support/page_numbers.py. */
export const numbers = JSON.parse(readFileSync(new URL("page_numbers.json", import.meta.url), "utf8"));

/** What every page has, for scripts that ask for nothing else. */
export const COMMON = {
  lang: "en", langs: { en: "English", zh: "中文" }, words: { en: {}, zh: {} }, thousands: { en: " ", zh: "," },
  unit: "s", meridian: 0, mode: { en: "on foot", zh: "步行" },
};

// As Leaflet's classes: methods on a prototype, `initialize` in place of a constructor.
class Layer {
  constructor(...options) {
    this.options = {};
    this.initialize(...options);
  }
  initialize() {}
  onAdd() {}
  static extend(methods) {
    const Made = class extends this {};
    Object.assign(Made.prototype, methods);
    return Made;
  }
}

/** As much of Leaflet as scripts ask for while they are read, and places as plain objects. */
export const leaflet = (more = {}) => ({
  Layer, LayerGroup: Layer, TileLayer: Layer, CircleMarker: Layer,
  latLng: (lat, lng) => ({ lat, lng }),
  point: (x, y) => ({ x, y }),
  svg: () => ({}), canvas: () => ({}),
  ...more,
});

/** An element that holds what it is given. */
export const fakeElement = (tag = "div") => ({
  tag, children: [], dataset: {}, listeners: {},
  append(child) { this.children.push(child); },
  setAttribute(name, value) { this[name] = value; },
  addEventListener(name, listener) { this.listeners[name] = listener; },
});

/** Reads scripts and starts them with data; returns what they share, and the context that they run in. */
export const load = (names, data = COMMON, globals = {}) => {
  const texts = { "halfhour-data": { textContent: JSON.stringify(data) } };
  const document = { documentElement: {}, createElement: fakeElement, getElementById: (id) => texts[id], querySelectorAll: () => [] };
  const context = vm.createContext({ L: leaflet(), atob, URLSearchParams, document, setTimeout, clearTimeout, ...globals });
  for (const name of names) vm.runInContext(readFileSync(new URL(name, PAGE), "utf8"), context, { filename: name });
  const halfhour = vm.runInContext("halfhour", context);
  if (!halfhour.makeModel) halfhour.makeModel = () => null;
  halfhour.start();
  return halfhour;
};

/** A value of another context as one of this: their arrays and objects have prototypes of their own. */
export const plain = (value) => JSON.parse(JSON.stringify(value));
