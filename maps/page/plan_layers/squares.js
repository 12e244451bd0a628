// People added up in squares of the screen, where single cells would be too small to be told apart.
"use strict";
(() => {
  const SIDE_PX = 12, CELLS_FROM_PX = 8, ROW = 2 ** 23, ZOOM_STEP = 0.25, LEAST_ZOOM_IN = 1.5;
  // Sides of squares by class, as parts of their room, and where the classes end among the squares of today's gap.
  const SIDES = [0.42, 0.6, 0.78, 0.96], QUANTILES = [0.4, 0.75, 0.93];
  /** @type {{ zoom: number, grid: SquareGrid } | null} */
  let kept = null;
  /** @type {Map<string, Float64Array>} */
  let counted = new Map();
  let countedFor = "";

  /** @type {Record<CellLayerData["state"], (cell: number, side: Side) => number>} */
  const AMOUNT = {
    gap: (i, side) => ((side === "today" ? halfhour.model.today(i) : halfhour.model.hits[i]) ? 0 : halfhour.model.weight(i)),
    no_place: (i, side) => Math.max(0, halfhour.model.missing(i, side)),
    new: (i, side) => (side === "today" ? 0 : Math.max(0, served(i, "choice") - served(i, "today"))),
    gap_today: (i) => halfhour.model.weight(i) - served(i, "today"),
    served_today: (i) => served(i, "today"),
  };
  // Where the page gives no places itself, it knows who lacks one, not who has one.
  /** @type {(cell: number, side: Side) => number} */
  const served = (i, side) => {
    const { model } = halfhour;
    return model.places() ? model.served(i, side) : Math.max(0, model.served(i, side) - model.missing(i, side));
  };

  /** @type {Squares["used"]} */
  const used = (map) => halfhour.spacingPx(map) < CELLS_FROM_PX;

  // Squares stand still while the map is moved: they begin where the world does.
  /** @type {Squares["grid"]} */
  const grid = (zoom) => {
    if (kept && kept.zoom === zoom) return kept.grid;
    const { x, y } = halfhour.cellTable(), of = new Int32Array(x.length), scale = 2 ** zoom / SIDE_PX;
    /** @type {Map<number, number>} */
    const byKey = new Map();
    /** @type {number[]} */
    const column = [];
    /** @type {number[]} */
    const row = [];
    for (let i = 0; i < x.length; i++) {
      const across = Math.floor(x[i] * scale), down = Math.floor(y[i] * scale), key = down * ROW + across;
      let number = byKey.get(key);
      if (number === undefined) {
        number = column.length;
        byKey.set(key, number);
        column.push(across);
        row.push(down);
      }
      of[i] = number;
    }
    kept = { zoom, grid: { of, column, row, at: (across, down) => { const found = byKey.get(down * ROW + across); return found === undefined ? -1 : found; } } };
    return kept.grid;
  };

  /** @type {Squares["sums"]} */
  const sums = (state, side, zoom) => {
    const now = halfhour.model.version() + " " + zoom, name = state + " " + side;
    if (now !== countedFor) {
      counted = new Map();
      countedFor = now;
    }
    const known = counted.get(name);
    if (known) return known;
    const { of, column } = grid(zoom), result = new Float64Array(column.length), amount = AMOUNT[state];
    for (let i = 0; i < of.length; i++) result[of[i]] += amount(i, side);
    counted.set(name, result);
    return result;
  };

  /** @type {Squares["any"]} */
  const any = (state, side) => {
    const { size } = halfhour.model, amount = AMOUNT[state];
    for (let i = 0; i < size; i++) if (amount(i, side) > 0) return true;
    return false;
  };

  /** @param {number} value */
  const oneDigit = (value) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
    return Math.max(1, Math.round(value / power) * power);
  };
  // They follow today's gap, so that switching a site leaves them as they are.
  /** @type {Map<string, number[]>} */
  const ends = new Map();
  /** @type {Squares["breaks"]} */
  const breaks = (zoom) => {
    const { limit, group, step } = halfhour.model.state(), key = [zoom, limit, group, step].join(" "), known = ends.get(key) || breaksAt(zoom);
    ends.set(key, known);
    return known;
  };
  /** @param {number} zoom */
  const breaksAt = (zoom) => {
    const gap = Array.from(sums("gap_today", "today", zoom)).filter((people) => people > 0);
    const all = gap.length ? gap : Array.from(sums("served_today", "today", zoom)).filter((people) => people > 0);
    all.sort((a, b) => a - b);
    const [low, middle, high] = QUANTILES.map((part) => oneDigit(all.length ? all[Math.floor(part * (all.length - 1))] : 1));
    const second = Math.max(middle, 2 * low);
    return [low, second, Math.max(high, 2 * second)];
  };

  /** @type {(state: CellLayerData["state"], map: L.Map) => boolean} */
  const isOn = (state, map) => {
    let found = false;
    map.eachLayer((layer) => { if (layer instanceof halfhour.CellLayer && layer.data.state === state) found = true; });
    return found;
  };
  // Who is beyond the limit and who has no place share a square, one above the other.
  /** @type {CellLayerData["state"][]} */
  const SHARED = ["gap", "no_place"];

  /** @type {Squares["paint"]} */
  const paint = ({ data, colours }, map, pixels, { width, height, origin, dense }, side) => {
    const zoom = map.getZoom(), { column, row } = grid(zoom), own = sums(data.state, side, zoom), starts = breaks(zoom);
    const other = SHARED.find((state) => SHARED.includes(data.state) && state !== data.state && isOn(state, map));
    const beside = other ? sums(other, side, zoom) : null, soft = data.state === "new" ? colours[1] : null;
    for (let k = 0; k < own.length; k++) {
      if (!(own[k] > 0)) continue;
      const all = own[k] + (beside ? beside[k] : 0), rank = starts.filter((start) => all >= start).length;
      const half = SIDES[rank] * SIDE_PX / 2, x = (column[k] + 0.5) * SIDE_PX, y = (row[k] + 0.5) * SIDE_PX, part = 2 * half * own[k] / all;
      const top = data.state === "no_place" ? y + half - part : y - half, bottom = data.state === "no_place" ? y + half : y - half + part;
      const west = Math.max(0, Math.round((x - half) * dense - origin.x)), east = Math.min(width, Math.round((x + half) * dense - origin.x));
      const north = Math.max(0, Math.round(top * dense - origin.y)), south = Math.min(height, Math.round(bottom * dense - origin.y));
      const value = (255 << 24) | (soft === null ? colours[rank] : soft);
      for (let at = north; at < south; at++) if (west < east) pixels.fill(value, at * width + west, at * width + east);
    }
  };

  /** @type {Squares["nearest"]} */
  const nearest = ({ data }, map, point) => {
    const zoom = map.getZoom(), pixel = map.getPixelBounds().getTopLeft().add(point), side = halfhour.compare.sideAt(point.x);
    const number = grid(zoom).at(Math.floor(pixel.x / SIDE_PX), Math.floor(pixel.y / SIDE_PX));
    if (number < 0 || !(sums(data.state, side, zoom)[number] > 0)) return null;
    /** @param {CellLayerData["state"]} state */
    const people = (state) => sums(state, side, zoom)[number];
    const { of, column, row } = grid(zoom), beyond = people("gap"), none = people("no_place");
    let all = 0, cells = 0;
    for (let i = 0; i < of.length; i++) {
      if (of[i] !== number) continue;
      all += halfhour.model.weight(i);
      cells++;
    }
    const middle = map.unproject(L.point((column[number] + 0.5) * SIDE_PX, (row[number] + 0.5) * SIDE_PX), zoom);
    const closer = zoom + Math.max(LEAST_ZOOM_IN, Math.log2(CELLS_FROM_PX / halfhour.spacingPx(map)));
    /** @type {Popup["rows"]} */
    const rows = [["People", { people: all }], ["of them beyond the limit", { people: beyond }]];
    if (halfhour.data().places) rows.push(["of it without a place", { people: none }]);
    if (side === "choice") rows.push(["Newly served people", { people: people("new") }]);
    /** @type {Popup} */
    const what = {
      title: ["{people} people not served", { people: { people: beyond + none } }],
      note: ["{cells} cells in a square of the map", { cells: { people: cells } }],
      rows,
      act: { label: "Zoom in here", go: () => { map.closePopup(); map.setView(middle, Math.min(map.getMaxZoom(), Math.ceil(closer / ZOOM_STEP) * ZOOM_STEP)); } },
    };
    return { distance: 0, latlng: middle, what };
  };

  // Metres that a square is wide, and the sides of its classes in pixels.
  /** @type {Squares["metres"]} */
  const metres = (map) => halfhour.cellTable().spacing * SIDE_PX / halfhour.spacingPx(map);

  halfhour.squares = { used, grid, sums, any, breaks, paint, nearest, metres, amount: (state, cell, side) => AMOUNT[state](cell, side), sides: SIDES.map((part) => part * SIDE_PX) };
})();
