// The page's own part of the map. Texts from data reach the page through textContent only.
"use strict";
const halfhour = (() => {
  const CANDIDATE = { radius: 4, color: "#3d3a36", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1, pane: "candidates" };
  const EXISTING_SVG = '<svg viewBox="0 0 20 20"><circle cx="10" cy="10" r="8.5" fill="#12355b" stroke="#fff" stroke-width="1.8"/><path d="M10 5.8v8.4M5.8 10h8.4" stroke="#fff" stroke-width="2.4"/></svg>';

  const count = (n) => {
    if (n < 10 && Math.abs(n - Math.round(n)) > 1e-6) return n.toFixed(1);
    return Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, " ");
  };

  const element = (tag, text, parent) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.append(node);
    return node;
  };

  // What a popup says: title, note, rows of label and value, and a reason.
  const content = (what) => {
    const box = element("div");
    box.className = "popup";
    element("h4", what.title, box);
    if (what.note) element("p", what.note, box);
    if (what.rows.length) {
      const body = element("tbody", undefined, element("table", undefined, box));
      for (const [label, value] of what.rows) {
        const row = element("tr", undefined, body);
        element("th", label, row).scope = "row";
        element("td", value, row).className = value.length < 14 ? "short" : "";
      }
    }
    if (what.reason) element("p", what.reason, box).className = "reason";
    return box;
  };

  // A click tells of the cell under it, else of the unit.
  const open = (map, latlng, otherwise) => {
    let best = null;
    map.eachLayer((layer) => {
      if (!(layer instanceof CellLayer)) return;
      const hit = layer.nearest(map.latLngToContainerPoint(latlng));
      if (hit && (!best || hit.distance < best.distance)) best = hit;
    });
    if (best) L.popup().setLatLng(best.latlng).setContent(content(best.what)).openOn(map);
    else if (otherwise) L.popup().setLatLng(latlng).setContent(content(otherwise)).openOn(map);
  };

  L.Map.addInitHook(function () {
    this.on("click", (event) => open(this, event.latlng, null));
    this.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this);
  });

  // On small screens the list of layers would hide the map: it opens from its button.
  L.Control.Layers.addInitHook(function () {
    if (window.innerWidth < 1400) this.options.collapsed = true;
  });

  const decode = (steps, digits) => {
    const unit = 10 ** digits, points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y / unit, x / unit]);
    }
    return points;
  };

  // Lines and polygons; each feature has a style and may have a popup.
  const shapes = (data) => {
    const group = L.featureGroup([], { attribution: data.attribution });
    const renderer = data.canvas ? L.canvas({ pane: data.pane }) : undefined;
    for (const feature of data.features) {
      const options = { ...feature.style, pane: data.pane, interactive: Boolean(feature.popup) };
      if (renderer) options.renderer = renderer;
      const layer = feature.lines
        ? L.polyline(feature.lines.map((line) => decode(line, data.digits)), options)
        : L.polygon(feature.polygons.map((rings) => rings.map((ring) => decode(ring, data.digits))), options);
      if (feature.popup) {
        const share = feature.popup.rows.find((row) => row[0] === "Share served with the plan");
        const text = feature.popup.title + (share ? ": " + share[1] + " served" : "");
        layer.bindTooltip(element("span", text), { sticky: true });
        layer.on("click", (event) => {
          L.DomEvent.stopPropagation(event);
          open(event.target._map, event.latlng, feature.popup);
        });
      }
      group.addLayer(layer);
    }
    if (data.back) group.on("add", () => group.bringToBack());
    return group;
  };

  const unpack = (text, type) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new type(bytes.buffer);
  };

  const CellLayer = L.Layer.extend({
    initialize(data) {
      const ints = (key) => unpack(data[key], Int32Array);
      const floats = (key) => unpack(data[key], Float32Array);
      this.data = data;
      this.lon = ints("lon");
      this.lat = ints("lat");
      this.people = floats("people");
      this.reason = ints("reason");
      this.now = { site: ints("now_site"), cost: floats("now_cost") };
      this.then = { site: ints("then_site"), cost: floats("then_cost") };
      this.rank = Uint8Array.from(this.people, (p) => data.breaks.filter((b) => p >= b).length);
      this.x = new Float64Array(this.lon.length);
      this.y = new Float64Array(this.lon.length);
      for (let i = 0; i < this.lon.length; i++) {
        const point = L.CRS.EPSG3857.latLngToPoint(L.latLng(this.lat[i] / 1e6, this.lon[i] / 1e6), 0);
        this.x[i] = point.x;
        this.y[i] = point.y;
      }
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
      const full = Math.min(15, Math.max(3.2, 0.46 * this.data.spacing / metres));
      return [0.5, 0.66, 0.83, 1].map((factor) => Math.max(1.6, factor * full));
    },
    draw() {
      const map = this._map, size = map.getSize(), dense = window.devicePixelRatio || 1;
      const origin = map.containerPointToLayerPoint([0, 0]);
      const pixel = map.getPixelBounds().min, scale = map.getZoomScale(map.getZoom(), 0);
      this.corner = map.containerPointToLatLng([0, 0]);
      L.DomUtil.setPosition(this.canvas, origin);
      this.canvas.width = size.x * dense;
      this.canvas.height = size.y * dense;
      this.canvas.style.width = size.x + "px";
      this.canvas.style.height = size.y + "px";
      const pen = this.canvas.getContext("2d"), radii = this.radii();
      pen.scale(dense, dense);
      pen.strokeStyle = "rgba(60, 30, 20, .5)";
      pen.lineWidth = 0.6;
      for (let rank = 0; rank < radii.length; rank++) {
        pen.beginPath();
        pen.fillStyle = this.data.colours[rank];
        for (let i = 0; i < this.x.length; i++) {
          if (this.rank[i] !== rank) continue;
          const x = this.x[i] * scale - pixel.x, y = this.y[i] * scale - pixel.y;
          if (x < -20 || y < -20 || x > size.x + 20 || y > size.y + 20) continue;
          pen.moveTo(x + radii[rank], y);
          pen.arc(x, y, radii[rank], 0, 2 * Math.PI);
        }
        pen.fill();
        pen.stroke();
      }
    },
    nearest(point) {
      const map = this._map, pixel = map.getPixelBounds().min, radii = this.radii();
      const scale = map.getZoomScale(map.getZoom(), 0);
      let found = -1, least = Infinity;
      for (let i = 0; i < this.x.length; i++) {
        const distance = Math.hypot(this.x[i] * scale - pixel.x - point.x, this.y[i] * scale - pixel.y - point.y);
        if (distance < least && distance <= radii[this.rank[i]] + 3) {
          found = i;
          least = distance;
        }
      }
      if (found < 0) return null;
      return { distance: least, latlng: L.latLng(this.lat[found] / 1e6, this.lon[found] / 1e6), what: this.tell(found) };
    },
    tell(i) {
      const cost = (value) => this.data.unit === "s" ? (value / 60).toFixed(1) + " min" : count(value) + " m";
      const near = (state) => state.site[i] < 0 ? "none in reach" : this.data.sites[state.site[i]] + ", " + cost(state.cost[i]);
      const rows = [["Nearest site today", near(this.now)]];
      if (this.now.site[i] !== this.then.site[i]) rows.push(["With the plan", near(this.then)]);
      return { title: count(this.people[i]) + " people", rows, reason: this.data.reasons[this.reason[i]] };
    },
  });

  const icon = (mark, kind) => {
    if (kind === "existing") {
      return L.divIcon({ className: "mark existing", html: EXISTING_SVG, iconSize: [18, 18] });
    }
    if (kind === "cluster") {
      const label = element("span", mark.label);
      return L.divIcon({ className: "mark cluster", html: label, iconSize: [0, 0] });
    }
    const svg = '<svg viewBox="0 0 32 40"><path d="M16 39C12 31 2 26 2 15.5a14 14 0 0 1 28 0C30 26 20 31 16 39z" fill="#5b2a86" stroke="#fff" stroke-width="2"/>'
      + '<text x="16" y="21" text-anchor="middle" font-size="15" font-weight="700" fill="#fff">' + Number(mark.order) + "</text></svg>";
    return L.divIcon({ className: "mark proposed-mark", html: svg, iconSize: [32, 40], iconAnchor: [16, 39], popupAnchor: [0, -36] });
  };

  const HEIGHTS = { proposed: 2000, existing: 0, cluster: 1000 };

  // Sites and labels: markers, or for the many candidates plain circles.
  const marks = (data) => {
    const group = L.featureGroup();
    for (const mark of data.marks) {
      const layer = data.kind === "candidate"
        ? L.circleMarker(mark.at, CANDIDATE)
        : L.marker(mark.at, { icon: icon(mark, data.kind), zIndexOffset: HEIGHTS[data.kind] });
      layer.bindPopup(() => content(mark.popup));
      layer.bindTooltip(element("span", mark.popup.title));
      layer.on("add", () => layer.getElement().setAttribute("aria-label", mark.popup.title));
      group.addLayer(layer);
    }
    return group;
  };

  return { shapes, cells: (data) => new CellLayer(data), marks };
})();
