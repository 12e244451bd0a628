// The legend on the map: what is drawn at the moment, with its sizes, classes and limit. It folds away.
"use strict";
(() => {
  const { t, count, element } = halfhour;
  const SVG = "http://www.w3.org/2000/svg", NARROW_PX = 760, DOTS_PX = [7, 9, 11, 13], COVERED_MAX = 0.03;
  /** @type {{ map: L.Map, box: HTMLElement, button: HTMLButtonElement, key: HTMLElement } | null} */
  let parts = null;

  /** @type {Halfhour["sign"]} */
  const sign = (shapes, width = 20) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 " + width + " 20");
    svg.setAttribute("aria-hidden", "true");
    if (width > 20) svg.setAttribute("class", "wide");
    shapes.forEach(([name, attributes, text]) => {
      const node = document.createElementNS(SVG, name);
      Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, String(value)));
      if (text) node.textContent = text;
      svg.append(node);
    });
    return svg;
  };
  /** @type {Halfhour["swatch"]} */
  const swatch = (colour) => {
    const box = element("i", "");
    box.style.background = colour;
    return box;
  };

  /** @type {Record<CellLayerData["state"], string>} */
  const STATES = { gap: "Not served", no_place: "No place", new: "Newly served", gap_today: "Gap today", served_today: "Served today" };

  // A row for each class of people, a column for each state that is on and of which there is anybody.
  /** @type {(on: CellLayer[], map: L.Map) => LegendPart[]} */
  const peoplePart = (on, map) => {
    const { squares } = halfhour, zoom = map.getZoom(), sides = halfhour.compare.sides();
    const layers = on.filter(({ data }) => sides.some((side) => squares.any(data.state, side)));
    if (!layers.length) return [{ rows: [], below: element("p", t("Nobody is without service, as far as layers are on."), null, { className: "caption" }) }];
    const added = squares.used(map), ends = added ? squares.breaks(zoom) : halfhour.cellTable().breaks;
    const below = element("div", ""), table = element("table", "", below, { className: "sizes" }), head = element("tr", "", element("thead", "", table));
    const places = Boolean(halfhour.data().places);
    element("td", "", head);
    layers.forEach(({ data }) => { element("th", t(data.state === "gap" && places ? "Beyond the limit" : STATES[data.state]), head).scope = "col"; });
    const body = element("tbody", "", table), [low, middle, high] = ends.map((end) => count(end));
    const words = [t("under {number}", { number: low }), t("{low} to {high}", { low, high: middle }), t("{low} to {high}", { low: middle, high }), t("{number} and more", { number: high })];
    words.forEach((text, rank) => {
      const row = element("tr", "", body);
      element("th", text, row).scope = "row";
      layers.forEach(({ data }) => {
        const dot = element("i", "", element("td", "", row), { className: added ? "square" : "dot" }), size = Math.round(added ? squares.sides[rank] : DOTS_PX[rank]) + "px";
        dot.style.width = size;
        dot.style.height = size;
        dot.style.background = data.colours[added && data.state === "new" ? 1 : rank];
      });
    });
    const limit = halfhour.limit(halfhour.data().reach.limits[halfhour.model.state().limit]), states = layers.map(({ data }) => data.state);
    const said = [];
    if (states.includes("gap")) said.push(t("Not served: beyond {limit}.", { limit }));
    if (states.includes("no_place")) said.push(t("No place: within {limit}, but all places are taken.", { limit }));
    if (states.includes("new")) said.push(t("Newly served: not today, but with these sites."));
    if (said.length) element("p", said.join(" "), below, { className: "caption" });
    const km = squares.metres(map) / 1000, wide = km < 1 ? km.toFixed(1) : km.toPrecision(2);
    return [{ title: added ? t("People in a square of {km} km", { km: String(Number(wide)) }) : t("People in a cell"), below }];
  };

  // Layers that are on, from the top of the list; those of people share a table.
  /** @type {(map: L.Map) => LegendPart[]} */
  const drawn = (map) => {
    const on = halfhour.listedLayers().filter((layer) => map.hasLayer(layer));
    const people = /** @type {CellLayer[]} */ (on.filter((layer) => layer instanceof halfhour.CellLayer));
    /** @type {LegendPart[]} */
    const found = [];
    on.forEach((layer) => {
      if (layer === people[0]) found.push(...peoplePart(people, map));
      else if (layer.halfhourLegend) found.push(...layer.halfhourLegend());
    });
    const last = found.filter((one) => one.title && !one.below), first = found.filter((one) => one.below);
    return first.concat(found.filter((one) => !one.below && !one.title), last);
  };

  const fill = () => {
    if (!parts) return;
    const { map, key, button } = parts, found = drawn(map);
    button.textContent = t("Legend");
    key.setAttribute("aria-label", t("Legend"));
    key.textContent = "";
    /** @type {Map<string, HTMLElement>} */
    const lists = new Map();
    for (const { title = "", rows = [], className = "", below } of found) {
      const name = title + "|" + className;
      if (!lists.has(name)) {
        if (title) element("h3", title, key);
        if (rows.length) lists.set(name, element("ul", "", key, { className }));
      }
      rows.forEach(([mark, text]) => {
        const line = element("li", "", lists.get(name));
        line.append(mark);
        element("span", text, line);
      });
      if (below) key.append(below);
    }
    if (!found.length) element("p", t("No layer is on."), key, { className: "caption" });
  };
  // It may be of another size then, so that what keeps clear of it is placed anew.
  const refill = () => {
    fill();
    halfhour.declutter.run();
  };

  /** @param {boolean} wanted */
  const open = (wanted) => {
    if (!parts) return;
    parts.box.classList.toggle("folded", !wanted);
    parts.button.setAttribute("aria-expanded", String(wanted));
    halfhour.declutter.run();
  };

  // Whether it lies over a proposed site, or over more than a few of those who are not served.
  const inTheWay = () => {
    if (!parts) return false;
    const { map, box } = parts, own = box.getBoundingClientRect(), corner = map.getContainer().getBoundingClientRect(), { model, squares } = halfhour;
    /** @type {(latlng: L.LatLng) => boolean} */
    const under = (latlng) => {
      const { x, y } = map.latLngToContainerPoint(latlng);
      return x > own.left - corner.left && x < own.right - corner.left && y > own.top - corner.top && y < own.bottom - corner.top;
    };
    if (model.sites.some((site, i) => model.open(i) && !model.existing[i] && under(L.latLng(site.at[0], halfhour.unwrap(site.at[1]))))) return true;
    let all = 0, covered = 0;
    for (let i = 0; i < model.size; i++) {
      const people = squares.amount("gap_today", i, "today");
      all += people;
      if (people > 0 && under(halfhour.cellTable().latlng(i))) covered += people;
    }
    return covered > COVERED_MAX * all;
  };

  /** @param {L.Map} map */
  const begin = (map) => {
    const control = new L.Control({ position: "bottomright" });
    control.onAdd = () => {
      const box = element("section", "", null, { className: "legend map-legend" }), key = element("div", "", box, { id: "map-legend-key", className: "key", tabIndex: 0 });
      key.setAttribute("role", "group");
      const button = element("button", "", box, { type: "button", className: "legend-button" });
      button.setAttribute("aria-controls", key.id);
      button.addEventListener("click", () => open(box.classList.contains("folded")));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || box.classList.contains("folded")) return;
        event.stopPropagation();
        open(false);
        button.focus();
      });
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      parts = { map, box, button, key };
      return box;
    };
    control.addTo(map);
    fill();
    open(window.innerWidth > NARROW_PX);
    if (window.innerWidth > NARROW_PX && inTheWay()) open(false);
    const own = new Set(halfhour.listedLayers());
    map.on("layeradd layerremove", ({ layer }) => {
      if (!own.has(layer)) return;
      // Who has no place shares a square with who is beyond the limit, if both are on.
      if (layer instanceof halfhour.CellLayer && halfhour.squares.used(map)) own.forEach((other) => { if (other !== layer && other instanceof halfhour.CellLayer && map.hasLayer(other)) other.refresh(); });
      // A layer that goes is still on the map when this is told.
      setTimeout(refill);
    });
    map.on("zoomend", fill);
    halfhour.compare.onChange((what) => { if (what === "mode") fill(); });
    halfhour.onLang(refill);
  };

  Object.assign(halfhour, { sign, swatch, mapLegend: { begin, fill } });
})();
