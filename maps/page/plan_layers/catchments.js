// Catchments: which open site serves whom, in a few colours of which neighbours never share one.
"use strict";
(() => {
  const NONE = -1, NEAR = 1.6, LARGEST_PX = 60;
  let pairs = null, kept = {};

  // The open site that serves each cell, or -1; sites that only the assessment of today knows come after all others.
  const servers = (side) => {
    const { model } = halfhour, data = halfhour.data(), table = halfhour.cellTable(), { size, sites } = model;
    const known = data.cells.near_ids.map((id, i) => {
      const site = halfhour.siteNumber(id);
      return site === undefined ? sites.length + i : site;
    });
    const result = new Int32Array(size).fill(NONE);
    const assessed = (state, served) => {
      for (let i = 0; i < size; i++) if (served(i) && state.site[i] >= 0) result[i] = known[state.site[i]];
      return result;
    };
    if (side === "today") return assessed(table.now, (i) => model.today(i));
    if (model.isPlan()) return assessed(table.then, (i) => model.hits[i] > 0);
    const last = data.reach.limit_classes[model.state().limit], best = new Uint8Array(size).fill(255);
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
    const table = halfhour.cellTable(), size = table.x.length, found = [];
    // Metres become longer towards the poles of the page's world; one study is small enough for one measure.
    const latitude = size ? table.latlng(0).lat : 0, reach = (NEAR * table.spacing * 256) / (40075016.7 * Math.cos(latitude * Math.PI / 180));
    const boxes = new Map(), box = (i) => [Math.floor(table.x[i] / reach), Math.floor(table.y[i] / reach)];
    for (let i = 0; i < size; i++) {
      const [x, y] = box(i);
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (const j of boxes.get((x + dx) + " " + (y + dy)) || []) {
            if (Math.hypot(table.x[i] - table.x[j], table.y[i] - table.y[j]) <= reach) found.push(j, i);
          }
        }
      }
      const key = x + " " + y;
      if (boxes.has(key)) boxes.get(key).push(i);
      else boxes.set(key, [i]);
    }
    pairs = Int32Array.from(found);
    return pairs;
  };

  // A colour for each site: as before where no neighbour has it, else the least used of those that are free.
  const paintSites = (of, colours, before) => {
    const near = new Map(), at = neighbours(), result = new Map(), used = new Array(colours).fill(0);
    const link = (a, b) => {
      if (!near.has(a)) near.set(a, new Set());
      near.get(a).add(b);
    };
    of.forEach((site) => { if (site !== NONE && !near.has(site)) near.set(site, new Set()); });
    for (let k = 0; k < at.length; k += 2) {
      const a = of[at[k]], b = of[at[k + 1]];
      if (a === b || a === NONE || b === NONE) continue;
      link(a, b);
      link(b, a);
    }
    const order = Array.from(near.keys()).sort((a, b) => near.get(b).size - near.get(a).size || a - b);
    const taken = (site) => new Set(Array.from(near.get(site), (other) => result.get(other)));
    const give = (site, colour) => {
      result.set(site, colour);
      used[colour]++;
    };
    order.forEach((site) => { if (before.has(site) && !taken(site).has(before.get(site))) give(site, before.get(site)); });
    order.forEach((site) => {
      if (result.has(site)) return;
      const not = taken(site), free = used.map((n, colour) => colour).filter((colour) => !not.has(colour));
      const choice = free.length ? free : used.map((n, colour) => colour);
      give(site, choice.reduce((a, b) => (used[b] < used[a] ? b : a)));
    });
    return result;
  };

  // Who is served by each site on one side, counted once for each state of the model.
  const catchments = (side, colours) => {
    const { model } = halfhour, version = model.version();
    if (kept[side] && kept[side].version === version) return kept[side];
    const of = servers(side), people = new Map(), cells = new Map();
    for (let i = 0; i < of.length; i++) {
      if (of[i] === NONE) continue;
      people.set(of[i], (people.get(of[i]) || 0) + model.weight(i));
      cells.set(of[i], (cells.get(of[i]) || 0) + 1);
    }
    kept[side] = { version, of, people, cells, colour: paintSites(of, colours, kept[side] ? kept[side].colour : new Map()) };
    return kept[side];
  };

  const nameOf = (site) => {
    const { sites } = halfhour.model;
    return site < sites.length ? sites[site].name : halfhour.data().cells.near_names[site - sites.length];
  };

  const CatchmentLayer = halfhour.SheetLayer.extend({
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
        const value = (255 << 24) | this.colours[colour.get(of[i])];
        for (let y = north; y < south; y++) if (west < east) pixels.fill(value, y * width + west, y * width + east);
      }
    },
    nearest(point) {
      const map = this._map, table = halfhour.cellTable(), side = halfhour.compare.sideAt(point.x), half = this.half();
      const found = catchments(side, this.colours.length), pixel = map.getPixelBounds().min, scale = map.getZoomScale(map.getZoom(), 0);
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
      const rows = [["People it serves", { people: found.people.get(site) }], ["Cells", { people: found.cells.get(site) }], ["People in this cell", { people: halfhour.model.weight(best) }]];
      // Before the cell's own answer, which is part of it.
      return { distance: least - 0.001, latlng: table.latlng(best), what: { title: nameOf(site), note: ["Catchment"], rows: rows.concat(told.rows) } };
    },
  });

  halfhour.catchments = (data) => halfhour.labelled(new CatchmentLayer(data), data);
  halfhour.catchmentsOf = catchments;
})();
