// What is seen, in the page's address: place and zoom, layers that were switched, and before or after.
"use strict";
(() => {
  const DIGITS = 5, ZOOM_DIGITS = 2;
  /** @type {L.Map} */
  let map;
  /** @type {Set<string>} */
  let shown = new Set();
  let first = "";

  /** @param {L.Layer} layer */
  const keyOf = (layer) => layer.halfhourKey || "";
  const layers = () => halfhour.listedLayers().filter(keyOf);
  const on = () => new Set(layers().filter((layer) => map.hasLayer(layer)).map(keyOf));
  // Longitude as on a globe, though the page counts it from its own middle.
  const place = () => {
    const { lat, lng } = map.getCenter(), lon = ((lng + 540) % 360 + 360) % 360 - 180;
    return [lat.toFixed(DIGITS), lon.toFixed(DIGITS), String(Number(map.getZoom().toFixed(ZOOM_DIGITS)))].join(",");
  };

  /** @type {ViewWords["write"]} */
  const write = () => {
    if (!map) return "";
    const words = [], now = on();
    if (place() !== first) words.push("view=" + place());
    const switched = layers().map(keyOf).filter((key) => now.has(key) !== shown.has(key)).map((key) => (now.has(key) ? "" : "-") + encodeURIComponent(key));
    if (switched.length) words.push("layers=" + switched.join(","));
    if (halfhour.compare.mode() !== "choice") words.push("compare=" + halfhour.compare.mode());
    return words.join("&");
  };

  // Returns what the page does not know; what an address does not name is as the page opens, but for the place.
  /** @type {ViewWords["read"]} */
  const read = (text) => {
    const words = new URLSearchParams(text), view = words.get("view"), unknown = [];
    const wanted = new Set(shown), keys = new Set(layers().map(keyOf));
    (words.get("layers") || "").split(",").filter(Boolean).forEach((word) => {
      const off = word.startsWith("-"), key = off ? word.slice(1) : word;
      if (!keys.has(key)) unknown.push(word);
      else if (off) wanted.delete(key);
      else wanted.add(key);
    });
    layers().forEach((layer) => {
      if (wanted.has(keyOf(layer)) === map.hasLayer(layer)) return;
      if (map.hasLayer(layer)) map.removeLayer(layer);
      else map.addLayer(layer);
    });
    const mode = words.get("compare") || "choice";
    if (mode === "choice" || mode === "today" || mode === "swipe") {
      if (mode !== halfhour.compare.mode()) halfhour.compare.set(mode);
    } else unknown.push(mode);
    if (view !== null) {
      const [lat, lon, zoom, ...more] = view.split(",").map((part) => (part.trim() ? Number(part) : NaN));
      const right = !more.length && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= map.getMaxZoom();
      if (!right) unknown.push(view);
      else if (view !== place()) map.setView([lat, halfhour.unwrap(lon)], zoom, { animate: false });
    }
    return unknown;
  };

  /** @type {ViewWords["begin"]} */
  const begin = (on_, changed) => {
    map = on_;
    shown = on();
    first = place();
    const own = new Set(layers());
    map.on("moveend", changed);
    map.on("layeradd layerremove", ({ layer }) => { if (own.has(layer)) setTimeout(changed); });
    halfhour.compare.onChange((what) => { if (what === "mode") changed(); });
    // A window of another size sees the same place.
    map.on("resize", () => { if (!write().includes("view=")) first = place(); });
  };

  halfhour.view = { begin, write, read };
})();
