// Sites on the map: a shape for each tier; proposed ones are pins.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  /** @type {Record<"existing" | "candidate", SignLook>} */
  const LOOKS = {
    existing: { radius: 5, color: "#ffffff", weight: 1, fillColor: "#5b7690", fillOpacity: 1 },
    candidate: { radius: 4.8, color: "#3d3a36", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1 },
  };
  const CHOSEN = { radius: 7.5, color: "#ffffff", weight: 2, fillColor: "#5b2a86" };
  const CLOSED = { fillColor: "#8b8479", fillOpacity: 0.45, opacity: 0.6 };
  const FULL_ZOOM = 13, GROW_ZOOMS = 3.5, LEAST_PX = 1.9, FAR = { existing: 0.65, candidate: 0.5 };

  // A circle marker in any shape: corners around its middle, none for the circle itself.
  /** @type {Made<SignLayer, [at: L.LatLngExpression, options: SignLayer["options"]]>} */
  const Sign = L.CircleMarker.extend(/** @type {Methods<SignLayer>} */ ({
    _updatePath() {
      const { corners } = this.options, { x, y } = this._point, r = this._radius;
      if (!corners || !corners.length) L.CircleMarker.prototype._updatePath.call(this);
      else this._renderer._setPath(this, this._empty() ? "M0 0" : "M" + corners.map((corner) => (x + r * corner[0]).toFixed(1) + " " + (y + r * corner[1]).toFixed(1)).join("L") + "Z");
    },
  }));

  // Thousands are dots from afar; near enough, every sign has its full size.
  /** @type {(zoom: number, size: number) => number} */
  const scaleAt = (zoom, size) => size ** Math.max(0, Math.min(1, (FULL_ZOOM - zoom) / GROW_ZOOMS));

  // Whether a site is open on the side of the map where it stands.
  /** @type {(site: number, latlng: L.LatLng) => boolean} */
  const isOpen = (site, latlng) => (halfhour.compare.sideOf(latlng) === "today" ? halfhour.model.existing[site] === 1 : halfhour.model.open(site));

  // The map that a layer is on, if it is on one.
  /** @type {(layer: L.Layer) => L.Map | null} */
  const mapOf = (layer) => /** @type {any} */ (layer)._map;

  // Where cells are added up candidates would only be in the way, and so where hundreds of them stand close together.
  const MANY = 100, APART_PX = 56;
  /** @type {Place[]} */
  const candidatePlaces = [];
  /** @type {(map: L.Map) => boolean} */
  const candidatesAway = (map) => {
    if (halfhour.squares.used(map)) return true;
    if (candidatePlaces.length < MANY) return false;
    const bounds = L.latLngBounds(candidatePlaces.map((place) => L.latLng(place)));
    const one = map.project(bounds.getNorthWest()), other = map.project(bounds.getSouthEast());
    return Math.abs((other.x - one.x) * (other.y - one.y)) < candidatePlaces.length * APART_PX ** 2;
  };
  let asked = -1, answered = false;
  // Asked of each candidate, it is the same for all at one zoom.
  /** @type {(map: L.Map) => boolean} */
  const away = (map) => {
    if (asked !== map.getZoom()) [asked, answered] = [map.getZoom(), candidatesAway(map)];
    return answered;
  };

  /** @type {(mark: SignMark, zoom: number) => void} */
  const drawSign = (mark, zoom) => {
    const { layer, kind, size, site } = mark, look = LOOKS[kind], shown = site === undefined || isOpen(site, layer.getLatLng());
    const other = kind === "candidate" ? (shown ? CHOSEN : null) : shown ? null : CLOSED;
    const style = { ...look, opacity: 1, ...other }, grown = scaleAt(zoom, kind === "candidate" && shown ? 1 : size * FAR[kind]);
    const radius = Math.max(LEAST_PX, style.radius * grown);
    // Those that are chosen stay.
    const map = mapOf(layer), hidden = kind === "candidate" && !shown && map && away(map);
    layer.setStyle({ ...style, weight: Math.min(style.weight, radius / 3.2), ...(hidden ? { opacity: 0, fillOpacity: 0 } : {}) });
    layer.setRadius(hidden ? 0 : radius);
    if (kind === "candidate" && shown && map) layer.bringToFront();
  };

  // How a site looks: chosen, not chosen, closed, or still to come.
  /** @type {Halfhour["markSite"]} */
  const markSite = (site) => {
    const mark = halfhour.siteMarks[site];
    const map = mark && mapOf(mark.layer);
    if (!map) return;
    if (mark.kind !== "proposed") {
      drawSign(mark, map.getZoom());
      return;
    }
    const node = mark.layer.getElement(), shown = isOpen(site, mark.layer.getLatLng());
    if (!node) return;
    node.classList.toggle("later", !shown && halfhour.model.later(site));
    node.classList.toggle("off", !shown && !halfhour.model.later(site));
  };

  // Only sites that differ between the sides need be looked at while the bar moves.
  const markChanged = () => halfhour.model.sites.forEach((_, i) => {
    if (halfhour.model.open(i) !== (halfhour.model.existing[i] === 1)) markSite(i);
  });
  halfhour.compare.onChange(markChanged);

  /** @type {Made<SignsLayer, []>} */
  const Signs = L.FeatureGroup.extend(/** @type {Methods<SignsLayer>} */ ({
    getEvents() {
      return { zoomend: this.resize };
    },
    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      // Rarer tiers lie over those of which there are many.
      this.renderer._container.style.zIndex = String(this.height);
      this.resize();
    },
    resize() {
      const zoom = this._map.getZoom();
      this.members.forEach((mark) => drawSign(mark, zoom));
    },
  }));

  /** @param {SignsData} data */
  const heightOf = (data) => (data.kind === "candidate" ? 60 : Math.max(1, Math.round(50 * data.size)));

  /** @type {Map<string, number> | null} */
  let numbers = null;
  /** @type {Halfhour["siteNumber"]} */
  const siteNumber = (id) => {
    if (!numbers) numbers = new Map(halfhour.data().sites.map((site, number) => [String(site.id), number]));
    return id === undefined ? undefined : numbers.get(String(id));
  };

  /** @type {(mark: MarkData) => Place} */
  const placeOf = ({ at }) => [at[0], halfhour.unwrap(at[1])];

  // Popup, tooltip and name of a mark; which site it is, if it is one, and what its popup says.
  /** @type {(layer: L.Marker | SignLayer, mark: MarkData) => { site: number | undefined, what: () => Popup }} */
  const describe = (layer, { id, popup }) => {
    const site = siteNumber(id), what = () => (site === undefined ? popup : { ...popup, site });
    layer.bindPopup(() => halfhour.content(what()));
    layer.bindTooltip(() => element("span", show(popup.title)));
    const name = () => {
      const node = layer.getElement();
      if (!node) return;
      // A pin's own text is its number.
      const own = node.classList.contains("proposed-mark") ? (node.textContent || "").trim() : "", title = show(popup.title);
      node.setAttribute("aria-label", own ? own + ": " + title : title);
      if (!node.hasAttribute("role")) node.setAttribute("role", "img");
    };
    halfhour.onLang(name);
    layer.on("add", name);
    return { site, what };
  };

  /** @param {SignsData} data */
  const signs = (data) => {
    const group = new Signs();
    Object.assign(group, { members: [], height: heightOf(data), renderer: L.svg({ pane: "candidates" }) });
    for (const mark of data.marks) {
      const layer = new Sign(placeOf(mark), { ...LOOKS[data.kind], pane: "candidates", className: "mark " + data.kind, corners: data.signs[mark.sign], renderer: group.renderer });
      const member = { layer, kind: data.kind, size: data.size, ...describe(layer, mark) };
      if (member.site !== undefined) halfhour.siteMarks[member.site] = member;
      group.members.push(member);
      if (data.kind === "candidate") candidatePlaces.push(placeOf(mark));
      group.addLayer(layer);
    }
    return group;
  };

  /** @param {PinsData} data */
  const pins = (data) => halfhour.makePins(data.marks, (layer, mark) => {
    const { site, what } = describe(layer, mark);
    if (site === undefined) return;
    halfhour.siteMarks[site] = { layer, kind: data.kind, site, what };
    layer.on("add", () => markSite(site));
  });

  // What the legend says of each kind.
  /** @type {(data: SignsData) => LegendPart[]} */
  const signsKey = (data) => {
    const { fillColor, color } = LOOKS[data.kind], { path, words, tiers } = data.legend, text = words[halfhour.lang()];
    const far = data.kind === "candidate" && away(halfhour.map);
    /** @type {LegendPart[]} */
    const found = [{ title: tiers ? t("Existing sites by tier") : undefined, className: tiers ? "tiers" : "", rows: [[halfhour.sign([["path", { d: path, fill: fillColor || "", stroke: color || "", "stroke-width": 1.2 }]]), far ? t("{sign}: seen from nearer", { sign: text }) : text]] }];
    const chosen = halfhour.model.sites.some((_, site) => halfhour.model.open(site) && !halfhour.model.existing[site] && !halfhour.model.planned(site));
    if (data.kind === "candidate" && chosen) found.push({ rows: [[halfhour.sign([["circle", { cx: 10, cy: 10, r: 6.5, fill: CHOSEN.fillColor, stroke: "#fff", "stroke-width": 1.5 }]]), t("Chosen in the page")]] });
    return found;
  };
  const pinsKey = () => [{ rows: [[halfhour.sign([["circle", { cx: 10, cy: 10, r: 8.5, fill: CHOSEN.fillColor, stroke: "#fff", "stroke-width": 1.5 }], ["text", { x: 10, y: 14, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: "#fff" }, "1"]]), t("Proposed site")]] }];

  /** @type {Halfhour["marks"]} */
  const marks = (data) => {
    const group = data.kind === "proposed" ? pins(data) : signs(data);
    const halfhourLegend = data.kind === "proposed" ? pinsKey : () => signsKey(data);
    return Object.assign(halfhour.labelled(group, data), { halfhourLegend });
  };

  Object.assign(halfhour, { marks, markSite, siteNumber, siteMarks: {} });
})();
