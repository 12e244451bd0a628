// Catchments: which open site serves whom, in a few colours of which neighbours never share one.
"use strict";
(() => {
  const NONE = -1, NEAR = 1.6, LARGEST_PX = 60;
  /** @type {Int32Array | null} */
  let pairs = null;
  /** @type {Partial<Record<Side, Catchments>>} */
  const kept = {};

  // The open site that serves each cell, or -1; sites that only the assessment of today knows come after all others.
  /** @type {(side: Side) => Int32Array} */
  const servers = (side) => {
    const { model } = halfhour, data = halfhour.data(), table = halfhour.cellTable(), { size, sites } = model;
    const known = data.cells.near_ids.map((id, i) => {
      const site = halfhour.siteNumber(id);
      return site === undefined ? sites.length + i : site;
    });
    const result = new Int32Array(size).fill(NONE);
    /** @type {(state: CellState, served: (cell: number) => boolean) => Int32Array} */
    const assessed = (state, served) => {
      for (let i = 0; i < size; i++) if (served(i) && state.site[i] >= 0) result[i] = known[state.site[i]];
      return result;
    };
    const given = model.assignment(side);
    if (given) return given.main;
    if (side === "today") return assessed(table.now, (i) => model.today(i));
    if (model.isPlan()) return assessed(table.then, (i) => model.hits[i] > 0);
    const last = data.reach.limit_classes[model.state().limit], best = new Uint8Array(size).fill(255);
    /** @type {(i: number, site: number) => boolean} */
    const exact = (i, site) => [table.then, table.now].some((state) => state.site[i] >= 0 && known[state.site[i]] === site);
    for (let site = 0; site < sites.length; site++) {
      if (!model.open(site)) continue;
      for (let pair = model.starts[site]; pair < model.starts[site + 1]; pair++) {
        const cell = model.cells[pair], one = model.classes[pair];
        // Of sites in one class of cost that one is taken which Python found to be nearest.
        if (one > last || one > best[cell] || (one === best[cell] && result[cell] !== NONE && !exact(cell, site))) continue;
        best[cell] = one;
        result[cell] = site;
      }
    }
    return result;
  };

  // Neighbouring cells, each pair once.
  const neighbours = () => {
    if (pairs) return pairs;
    const table = halfhour.cellTable(), size = table.x.length;
    /** @type {number[]} */
    const found = [];
    // Metres become longer towards the poles of the page's world; one study is small enough for one measure.
    const latitude = size ? table.latlng(0).lat : 0, reach = (NEAR * table.spacing * 256) / (40075016.7 * Math.cos(latitude * Math.PI / 180));
    /** @type {Map<string, number[]>} */
    const boxes = new Map();
    for (let i = 0; i < size; i++) {
      const x = Math.floor(table.x[i] / reach), y = Math.floor(table.y[i] / reach);
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (const j of boxes.get((x + dx) + " " + (y + dy)) || []) {
            if (Math.hypot(table.x[i] - table.x[j], table.y[i] - table.y[j]) <= reach) found.push(j, i);
          }
        }
      }
      const key = x + " " + y, same = boxes.get(key);
      if (same) same.push(i);
      else boxes.set(key, [i]);
    }
    pairs = Int32Array.from(found);
    return pairs;
  };

  // A colour for each site: as before where no neighbour has it, else the least used of those that are free.
  /** @type {(of: Int32Array, colours: number, before: Map<number, number>) => Map<number, number>} */
  const paintSites = (of, colours, before) => {
    /** @type {Map<number, Set<number>>} */
    const near = new Map();
    /** @type {Map<number, number>} */
    const result = new Map();
    /** @type {number[]} */
    const used = new Array(colours).fill(0);
    const at = neighbours();
    /** @param {number} site */
    const nearOf = (site) => {
      const known = near.get(site) || new Set();
      if (!near.has(site)) near.set(site, known);
      return known;
    };
    of.forEach((site) => { if (site !== NONE) nearOf(site); });
    for (let k = 0; k < at.length; k += 2) {
      const a = of[at[k]], b = of[at[k + 1]];
      if (a === b || a === NONE || b === NONE) continue;
      nearOf(a).add(b);
      nearOf(b).add(a);
    }
    const order = Array.from(near.keys()).sort((a, b) => nearOf(b).size - nearOf(a).size || a - b);
    /** @param {number} site */
    const taken = (site) => new Set(Array.from(nearOf(site), (other) => result.get(other)));
    /** @type {(site: number, colour: number) => void} */
    const give = (site, colour) => {
      result.set(site, colour);
      used[colour]++;
    };
    order.forEach((site) => {
      const colour = before.get(site);
      if (colour !== undefined && !taken(site).has(colour)) give(site, colour);
    });
    order.forEach((site) => {
      if (result.has(site)) return;
      const not = taken(site), all = used.map((_, colour) => colour), free = all.filter((colour) => !not.has(colour));
      const choice = free.length ? free : all;
      give(site, choice.reduce((a, b) => (used[b] < used[a] ? b : a)));
    });
    return result;
  };

  // Who is served by each site on one side, counted once for each state of the model.
  /** @type {Halfhour["catchmentsOf"]} */
  const catchments = (side, colours) => {
    const { model } = halfhour, version = model.version(), before = kept[side];
    if (before && before.version === version) return before;
    const of = servers(side), people = new Map(), cells = new Map();
    for (let i = 0; i < of.length; i++) {
      if (of[i] === NONE) continue;
      people.set(of[i], (people.get(of[i]) || 0) + model.weight(i));
      cells.set(of[i], (cells.get(of[i]) || 0) + 1);
    }
    // Where places count, a cell's people may go to several sites.
    const given = model.assignment(side);
    if (given) given.open.forEach((site, number) => { if (people.has(site)) people.set(site, given.load[number] / model.parts()); });
    const counted = { version, of, people, cells, colour: paintSites(of, colours, before ? before.colour : new Map()) };
    kept[side] = counted;
    return counted;
  };

  /** @param {number} site */
  const nameOf = (site) => {
    const { sites } = halfhour.model;
    return site < sites.length ? sites[site].name : halfhour.data().cells.near_names[site - sites.length];
  };

  /** @type {Made<CatchmentLayer, [data: CatchmentData]>} */
  const CatchmentLayer = halfhour.SheetLayer.extend(/** @type {Methods<CatchmentLayer>} */ ({
    className: "halfhour-catchments",
    pane: "catchments",
    initialize(data) {
      this.data = data;
      this.colours = data.colours.map(halfhour.pixelColour);
    },
    // Half a cell's side on the screen.
    half() {
      return Math.max(1.5, Math.min(LARGEST_PX, 0.5 * halfhour.spacingPx(this._map)));
    },
    fill(pixels, { width, height, scale, origin, dense }, side) {
      const table = halfhour.cellTable(), { of, colour } = catchments(side, this.colours.length), half = this.half() * dense;
      for (let i = 0; i < of.length; i++) {
        if (of[i] === NONE) continue;
        const px = table.x[i] * scale - origin.x, py = table.y[i] * scale - origin.y;
        const west = Math.max(0, Math.round(px - half)), east = Math.min(width, Math.round(px + half));
        const north = Math.max(0, Math.round(py - half)), south = Math.min(height, Math.round(py + half));
        const value = (255 << 24) | this.colours[colour.get(of[i]) || 0];
        for (let y = north; y < south; y++) if (west < east) pixels.fill(value, y * width + west, y * width + east);
      }
    },
    nearest(point) {
      const map = this._map, table = halfhour.cellTable(), side = halfhour.compare.sideAt(point.x), half = this.half();
      const found = catchments(side, this.colours.length), pixel = map.getPixelBounds().getTopLeft(), scale = map.getZoomScale(map.getZoom(), 0);
      let best = NONE, least = Infinity;
      for (let i = 0; i < found.of.length; i++) {
        if (found.of[i] === NONE) continue;
        const x = Math.abs(table.x[i] * scale - pixel.x - point.x), y = Math.abs(table.y[i] * scale - pixel.y - point.y);
        if (Math.max(x, y) <= half && Math.hypot(x, y) < least) {
          least = Math.hypot(x, y);
          best = i;
        }
      }
      if (best === NONE) return null;
      const site = found.of[best], told = halfhour.tellCell(best, side);
      /** @type {Popup["rows"]} */
      const rows = [["People it serves", { people: found.people.get(site) || 0 }], ["Cells", { people: found.cells.get(site) || 0 }], ["People in this cell", { people: halfhour.model.weight(best) }]];
      // Before the cell's own answer, which is part of it.
      return { distance: least - 0.001, latlng: table.latlng(best), what: { title: nameOf(site), note: ["Catchment"], rows: rows.concat(told.rows), ways: told.ways } };
    },
  }));

  /** @type {Halfhour["catchments"]} */
  halfhour.catchments = (data) => Object.assign(halfhour.labelled(new CatchmentLayer(data), data), {
    halfhourLegend: () => [{ rows: [[halfhour.swatch(data.colours[0]), halfhour.t("Catchment of a site: neighbours differ in colour")]] }],
  });
  halfhour.catchmentsOf = catchments;
})();
