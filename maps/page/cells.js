// Cells, painted pixel by pixel from the page's one table: quick enough for a hundred thousand at each click.
"use strict";
(() => {
  const RANKS = 4, NOBODY = 255, MARGIN = 0.15;
  const REACH = [0.5, 0.66, 0.83, 1];
  const OFF_ROAD = ["no_road", "island", "no_time"];
  let table = null, rankGroup = "";

  const unwrap = (lon) => lon - 360 * Math.round((lon - halfhour.data().meridian) / 360);
  halfhour.unwrap = unwrap;

  const readTable = () => {
    const cells = halfhour.data().cells, size = cells.count, take = (key) => halfhour.unpack(cells[key]);
    const lon = take("lon"), lat = take("lat");
    table = { x: new Float64Array(size), y: new Float64Array(size), rank: new Uint8Array(size), breaks: cells.breaks, spacing: cells.spacing };
    for (let i = 0; i < size; i++) {
      const sine = Math.sin(lat[i] / 1e6 * Math.PI / 180);
      table.x[i] = 256 * (unwrap(lon[i] / 1e6) / 360 + 0.5);
      table.y[i] = 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
    }
    table.latlng = (i) => L.latLng(lat[i] / 1e6, unwrap(lon[i] / 1e6));
    table.served = take("served_now");
    for (const when of ["now", "then"]) {
      table[when] = { site: take(when + "_site"), cost: take(when + "_cost"), reason: take(when + "_reason") };
    }
  };

  const rankPeople = () => {
    const group = halfhour.model.state().group;
    if (group === rankGroup) return;
    rankGroup = group;
    for (let i = 0; i < table.rank.length; i++) {
      const people = halfhour.model.weight(i);
      let rank = 0;
      while (rank < RANKS - 1 && people >= table.breaks[rank]) rank++;
      table.rank[i] = people > 0 ? rank : NOBODY;
    }
  };

  const MEMBER = {
    gap: (i) => !halfhour.model.hits[i],
    new: (i) => halfhour.model.hits[i] && !table.served[i],
    gap_today: (i) => !table.served[i],
    served_today: (i) => table.served[i],
  };

  // A disc with soft edges: offsets of its pixels, and how far each is covered (0 to 255).
  const disc = (radius) => {
    const reach = Math.ceil(radius + 0.5), dots = [];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(dx, dy)));
        if (cover > 0) dots.push([dx, dy, Math.round(255 * cover)]);
      }
    }
    return dots;
  };

  const CellLayer = L.Layer.extend({
    initialize(data) {
      if (!table) readTable();
      this.data = data;
      this.colours = data.colours.map((hex) => {
        const n = parseInt(hex.slice(1), 16);
        return ((n & 255) << 16) | (n & 0xff00) | (n >> 16);
      });
    },
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated halfhour-cells");
      map.getPane("cells").append(this.canvas);
      this.draw();
    },
    onRemove() {
      this.canvas.remove();
    },
    getEvents() {
      return { moveend: this.draw, resize: this.draw, viewreset: this.draw, zoomanim: this.animate };
    },
    animate(event) {
      const at = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      L.DomUtil.setTransform(this.canvas, at, this._map.getZoomScale(event.zoom));
    },
    // Radius in pixels of each class: as large as the spacing of cells allows.
    radii() {
      const map = this._map, middle = map.getCenter();
      const metres = 40075016.7 * Math.cos(middle.lat * Math.PI / 180) / 2 ** (map.getZoom() + 8);
      const full = Math.min(15, Math.max(2.6, 0.46 * table.spacing / metres));
      return REACH.map((factor) => Math.max(1.6, factor * full));
    },
    draw() {
      const map = this._map;
      if (!map) return;
      rankPeople();
      const dense = window.devicePixelRatio || 1, size = map.getSize();
      const shift = size.multiplyBy(-MARGIN).round(), corner = map.containerPointToLayerPoint(shift);
      const width = Math.round((size.x - 2 * shift.x) * dense), height = Math.round((size.y - 2 * shift.y) * dense);
      this.corner = map.containerPointToLatLng(shift);
      L.DomUtil.setPosition(this.canvas, corner);
      if (!width || !height) return;
      if (this.canvas.width !== width || this.canvas.height !== height || !this.image) {
        this.canvas.width = width;
        this.canvas.height = height;
        this.canvas.style.width = width / dense + "px";
        this.canvas.style.height = height / dense + "px";
        this.image = this.canvas.getContext("2d").createImageData(width, height);
      }
      const pixels = new Uint32Array(this.image.data.buffer);
      pixels.fill(0);
      const scale = map.getZoomScale(map.getZoom(), 0) * dense, origin = map.getPixelBounds().min.add(shift).multiplyBy(dense);
      const discs = this.radii().map((radius) => disc(radius * dense)), member = MEMBER[this.data.state];
      // Many people over few, where discs meet.
      for (let rank = 0; rank < RANKS; rank++) this.paint(pixels, width, height, { rank, scale, origin, dots: discs[rank], member });
      this.canvas.getContext("2d").putImageData(this.image, 0, 0);
    },
    paint(pixels, width, height, how) {
      const { rank, scale, origin, dots, member } = how, colour = this.colours[rank];
      const { x, y, rank: ranks } = table, reach = Math.max(...dots.map((dot) => dot[0]));
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
      const map = this._map, pixel = map.getPixelBounds().min, radii = this.radii();
      const scale = map.getZoomScale(map.getZoom(), 0), member = MEMBER[this.data.state];
      let found = -1, least = Infinity;
      for (let i = 0; i < table.x.length; i++) {
        if (table.rank[i] === NOBODY || !member(i)) continue;
        const distance = Math.hypot(table.x[i] * scale - pixel.x - point.x, table.y[i] * scale - pixel.y - point.y);
        if (distance < least && distance <= radii[table.rank[i]] + 3) {
          found = i;
          least = distance;
        }
      }
      return found < 0 ? null : { distance: least, latlng: table.latlng(found), what: tell(found) };
    },
  });

  // What a popup says of a cell: whom it holds, its nearest sites, and why it is not served.
  const tell = (i) => {
    const { data, model } = { data: halfhour.data(), model: halfhour.model };
    const name = (state) => data.cells.near_names[state.site[i]];
    const near = (state) => state.site[i] < 0 ? ["none in reach"] : ["{site}, {cost}", { site: name(state), cost: { cost: state.cost[i] } }];
    const rows = [["Nearest site today", near(table.now)]];
    const limit = halfhour.limit(data.reach.limits[model.state().limit]);
    let shown = null;
    if (model.isPlan()) {
      if (table.now.site[i] !== table.then.site[i]) rows.push(["With the plan", near(table.then)]);
      if (table.then.site[i] >= 0) shown = table.then.cost[i];
    } else {
      const found = model.nearest(i);
      if (found) shown = found.upTo;
      rows.push(["With the chosen sites", found
        ? ["{site}, at most {cost}", { site: model.sites[found.site].name, cost: { cost: found.upTo } }]
        : ["none within {cost}", { cost: { cost: data.reach.ends[data.reach.ends.length - 1] } }]]);
    }
    const codes = halfhour.reasonCodes, reason = codes[table.then.reason[i]];
    let code = model.hits[i] ? "" : OFF_ROAD.includes(reason) ? reason : model.state().open.some(Boolean) ? "beyond_limit" : "no_site";
    if (code === "beyond_limit" && reason === "no_site" && model.isPlan()) code = "no_site";
    const words = [data.reasons[codes.indexOf(code)], { limit }];
    const said = code === "beyond_limit" && shown !== null
      ? ["Not served: the nearest site is {cost} away, farther than {limit}.", { cost: { cost: shown }, limit }] : words;
    return { title: ["{people} people", { people: { people: model.weight(i) } }], rows, reason: said };
  };

  halfhour.reasonCodes = ["", "beyond_limit", "no_road", "island", "no_time", "no_site"];
  halfhour.CellLayer = CellLayer;
  halfhour.cells = (data) => halfhour.labelled(new CellLayer(data), data);
})();
