// Cells, painted pixel by pixel from the page's one table: quick enough for a hundred thousand at each click.
"use strict";
(() => {
  const { unwrap } = halfhour;
  const RANKS = 4, NOBODY = 255;
  const REACH = [0.5, 0.66, 0.83, 1];
  /** @type {CellTable | null} */
  let known = null;
  let rankGroup = "";

  const readTable = () => {
    const { unpack } = halfhour, cells = halfhour.data().cells, size = cells.count;
    const lon = unpack(cells.lon), lat = unpack(cells.lat), x = new Float64Array(size), y = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const sine = Math.sin(lat[i] / 1e6 * Math.PI / 180);
      x[i] = 256 * (unwrap(lon[i] / 1e6) / 360 + 0.5);
      y[i] = 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
    }
    return {
      x, y, rank: new Uint8Array(size), breaks: cells.breaks, spacing: cells.spacing,
      now: { site: unpack(cells.now_site), cost: unpack(cells.now_cost), reason: unpack(cells.now_reason) },
      then: { site: unpack(cells.then_site), cost: unpack(cells.then_cost), reason: unpack(cells.then_reason) },
      latlng: (/** @type {number} */ i) => L.latLng(lat[i] / 1e6, unwrap(lon[i] / 1e6)),
    };
  };
  const tableOf = () => {
    if (!known) known = readTable();
    return known;
  };

  /** @param {number} people */
  const rankOf = (people) => {
    const { breaks } = tableOf();
    let rank = 0;
    while (rank < RANKS - 1 && people >= breaks[rank]) rank++;
    return people > 0 ? rank : NOBODY;
  };
  const rankPeople = () => {
    const table = tableOf();
    const group = halfhour.model.weighted();
    if (group === rankGroup) return;
    rankGroup = group;
    for (let i = 0; i < table.rank.length; i++) table.rank[i] = rankOf(halfhour.model.weight(i));
  };

  // Whether all of a cell's people are served today.
  /** @param {number} i */
  const isToday = (i) => halfhour.model.today(i) && !(halfhour.model.missing(i, "today") > 0);
  /** @param {number} i */
  const isNot = (i) => !isToday(i);
  /** @type {Record<CellLayerData["state"], Record<Side, (cell: number) => boolean>>} */
  const MEMBER = {
    gap: { choice: (i) => !halfhour.model.hits[i], today: (i) => !halfhour.model.today(i) },
    no_place: { choice: (i) => halfhour.model.missing(i, "choice") > 0, today: (i) => halfhour.model.missing(i, "today") > 0 },
    new: { choice: (i) => (halfhour.model.places() ? halfhour.model.served(i, "choice") > halfhour.model.served(i, "today") : halfhour.model.hits[i] > 0 && isNot(i)), today: () => false },
    gap_today: { choice: isNot, today: isNot },
    served_today: { choice: isToday, today: isToday },
  };

  // A disc with soft edges: offsets of its pixels, and how far each is covered (0 to 255).
  /** @type {(radius: number) => Dot[]} */
  const disc = (radius) => {
    /** @type {Dot[]} */
    const dots = [];
    const reach = Math.ceil(radius + 0.5);
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(dx, dy)));
        if (cover > 0) dots.push([dx, dy, Math.round(255 * cover)]);
      }
    }
    return dots;
  };

  /** @type {Halfhour["CellLayer"]} */
  const CellLayer = halfhour.SheetLayer.extend(/** @type {Methods<CellLayer>} */ ({
    initialize(data) {
      this.data = data;
      this.colours = data.colours.map(halfhour.pixelColour);
    },
    // Radius in pixels of each class: as large as the spacing of cells allows.
    radii() {
      const full = Math.min(15, Math.max(2.6, 0.46 * halfhour.spacingPx(this._map)));
      return REACH.map((factor) => Math.max(1.6, factor * full));
    },
    // Who is not served lies over who is.
    makeSheet(side) {
      const sheet = halfhour.SheetLayer.prototype.makeSheet.call(this, side);
      sheet.canvas.style.zIndex = ["new", "served_today"].includes(this.data.state) ? "0" : "1";
      return sheet;
    },
    fill(pixels, view, side) {
      if (halfhour.squares.used(this._map)) {
        halfhour.squares.paint(this, this._map, pixels, view, side);
        return;
      }
      rankPeople();
      const discs = this.radii().map((radius) => disc(radius * view.dense)), member = MEMBER[this.data.state][side], table = tableOf();
      // Of those without a place the ones who lack it count, not the whole cell.
      const ranks = this.data.state === "no_place" ? table.rank.map((_, i) => rankOf(halfhour.model.missing(i, side))) : table.rank;
      // Many people over few, where discs meet.
      for (let rank = 0; rank < RANKS; rank++) this.paint(pixels, view, { rank, ranks, dots: discs[rank], member });
    },
    paint(pixels, { width, height, scale, origin }, { rank, ranks, dots, member }) {
      const colour = this.colours[rank];
      const { x, y } = tableOf(), reach = Math.max(...dots.map((dot) => dot[0]));
      const offsets = Int32Array.from(dots, (dot) => dot[1] * width + dot[0]);
      const covers = Uint8Array.from(dots, (dot) => dot[2]);
      for (let i = 0; i < x.length; i++) {
        if (ranks[i] !== rank || !member(i)) continue;
        const px = Math.round(x[i] * scale - origin.x), py = Math.round(y[i] * scale - origin.y);
        if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
        const at = py * width + px;
        for (let k = 0; k < offsets.length; k++) {
          if (covers[k] >= pixels[at + offsets[k]] >>> 24) pixels[at + offsets[k]] = (covers[k] << 24) | colour;
        }
      }
    },
    nearest(point) {
      if (halfhour.squares.used(this._map)) return halfhour.squares.nearest(this, this._map, point);
      const table = tableOf(), map = this._map, pixel = map.getPixelBounds().getTopLeft(), radii = this.radii();
      const scale = map.getZoomScale(map.getZoom(), 0), side = halfhour.compare.sideAt(point.x), member = MEMBER[this.data.state][side];
      let found = -1, least = Infinity;
      for (let i = 0; i < table.x.length; i++) {
        if (table.rank[i] === NOBODY || !member(i)) continue;
        const distance = Math.hypot(table.x[i] * scale - pixel.x - point.x, table.y[i] * scale - pixel.y - point.y);
        if (distance < least && distance <= radii[table.rank[i]] + 3) {
          found = i;
          least = distance;
        }
      }
      return found < 0 ? null : { distance: least, latlng: table.latlng(found), what: halfhour.tellCell(found, side) };
    },
  }));

  // Pixels between neighbouring cells.
  /** @type {Halfhour["spacingPx"]} */
  const spacingPx = (map) => {
    const metres = 40075016.7 * Math.cos(map.getCenter().lat * Math.PI / 180) / 2 ** (map.getZoom() + 8);
    return tableOf().spacing / metres;
  };
  /** @type {Halfhour["cells"]} */
  const cells = (data) => halfhour.labelled(new CellLayer(data), data);

  Object.assign(halfhour, { CellLayer, cells, cellTable: tableOf, spacingPx });
})();
