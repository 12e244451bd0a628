// The cells of the service of the moment, as squares on one canvas.
"use strict";
(() => {
  const NEAR_PX = 6, LEAST_PX = 1.5;

  /** @type {Map<number, JointTable>} */
  const tables = new Map();
  /** @type {Halfhour["jointTable"]} */
  halfhour.jointTable = (number) => {
    const known = tables.get(number);
    if (known) return known;
    const { unpack } = halfhour, { cells } = halfhour.data().services[number], unit = 10 ** cells.digits;
    const table = {
      lat: Float64Array.from(unpack(cells.lat), (lat) => lat / unit), lon: Float64Array.from(unpack(cells.lon), (lon) => halfhour.unwrap(lon / unit)),
      state: unpack(cells.state), people: unpack(cells.people), served: unpack(cells.served), size: cells.size_deg,
    };
    tables.set(number, table);
    return table;
  };

  /** @type {Made<JointCells, []>} */
  const Cells = L.Layer.extend(/** @type {Methods<JointCells>} */ ({
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPane("cells"));
      this.draw();
    },
    onRemove() {
      this.canvas.remove();
    },
    getEvents() {
      return { moveend: this.draw, resize: this.draw, viewreset: this.draw };
    },
    draw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize(), { canvas } = this, dense = Math.min(2, window.devicePixelRatio || 1), context = canvas.getContext("2d");
      canvas.width = size.x * dense;
      canvas.height = size.y * dense;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      if (!context) return;
      context.scale(dense, dense);
      const { lat, lon, state, size: [across, up] } = halfhour.jointTable(halfhour.service()), { colours } = halfhour.data();
      const pixels = 256 * 2 ** map.getZoom() / 360, origin = map.getPixelBounds().getTopLeft();
      for (let now = 0; now < colours.length; now++) {
        context.fillStyle = colours[now];
        for (let i = 0; i < state.length; i++) {
          if (state[i] !== now) continue;
          const at = map.project([lat[i], lon[i]]).subtract(origin), scale = pixels / Math.cos(lat[i] * Math.PI / 180);
          const width = Math.max(LEAST_PX, across * scale), height = Math.max(LEAST_PX, up * scale);
          if (at.x > -width && at.y > -height && at.x < size.x + width && at.y < size.y + height) context.fillRect(at.x - width / 2, at.y - height / 2, width + 0.4, height + 0.4);
        }
      }
    },
  }));

  /** @type {JointCells | null} */
  let layer = null;
  /** @type {Halfhour["joint_cells"]} */
  halfhour.joint_cells = (data) => {
    layer = new Cells();
    return halfhour.labelled(layer, data);
  };
  halfhour.drawCells = () => { if (layer) layer.draw(); };

  // The cell at a place, or nothing.
  /** @type {Halfhour["cellAt"]} */
  halfhour.cellAt = (map, latlng) => {
    const { lat, lon, size: [across] } = halfhour.jointTable(halfhour.service()), at = map.project(latlng);
    const scale = 256 * 2 ** map.getZoom() / 360 / Math.cos(latlng.lat * Math.PI / 180);
    let best = -1, least = Math.max(NEAR_PX, 0.75 * across * scale);
    for (let i = 0; i < lat.length; i++) {
      const away = map.project([lat[i], lon[i]]).distanceTo(at);
      if (away >= least) continue;
      least = away;
      best = i;
    }
    return best;
  };
})();
