// Names of units and places: written where there is room, the larger first, and found by the search.
"use strict";
(() => {
  const { element } = halfhour;
  const SHOWN_MAX = 60, TRIED_MAX = 400, MARKS_MAX = 300, GAP_PX = 6, FOUND_ZOOM = 14, CLUSTER_PX = [56, 20], OFFSETS_PX = [0, -20, 20, -32];
  // What the map is divided into may stand farther away: above, below and beside what lies on its place.
  const FAR_PX = [24, 30, 36, 42, 50, 60], SIDEWAYS = [0, -0.35, 0.35, -0.7, 0.7, -1, 1];
  /** @type {[below: number, className: string][]} */
  const SIZES = [[9, "name first"], [11.9, "name second"], [99, "name third"]];

  // How much of a box lies over others.
  /** @type {(one: Box, others: Box[]) => number} */
  const covered = (one, others) => others.reduce((sum, other) => sum + Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)), 0);

  /** @type {Made<NamesLayer, [data: NamesData]>} */
  const Names = L.Layer.extend(/** @type {Methods<NamesLayer>} */ ({
    initialize(data) {
      const unit = 10 ** data.digits, lon = halfhour.unpack(data.lon), lat = halfhour.unpack(data.lat);
      const kind = halfhour.unpack(data.kind), zoom = halfhour.unpack(data.zoom), within = halfhour.unpack(data.within);
      /** @type {(i: number) => Said} */
      const note = (i) => {
        const own = data.kinds[kind[i]];
        /** @type {Said} */
        const said = typeof own === "object" ? own : [own || "Place"];
        return within[i] ? ["{kind} in {unit}", { kind: said, unit: data.units[within[i] - 1] }] : said;
      };
      this.places = data.names.map((title, i) => ({
        title,
        zoom: zoom[i],
        latlng: L.latLng(lat[i] / unit, halfhour.unwrap(lon[i] / unit)),
        note: note(i),
      }));
      // Units are found by their own layer.
      this.places.filter((_, i) => !data.drawn[kind[i]]).forEach((place) => halfhour.places.push({
        ...place,
        go: (map) => {
          map.setView(place.latlng, Math.max(map.getZoom(), Math.min(FOUND_ZOOM, place.zoom + 2)));
          halfhour.tellAt(map, place.latlng, { title: place.title, note: place.note, rows: [] });
        },
      }));
    },
    onAdd(map) {
      this.box = element("div", "", map.getPane("names"), { className: "leaflet-zoom-hide" });
      // The search reads them out; here they would only be noise.
      this.box.setAttribute("aria-hidden", "true");
      this.write();
    },
    onRemove() {
      this.box.remove();
    },
    getEvents() {
      return { moveend: this.write, resize: this.write, viewreset: this.write, arranged: this.write };
    },
    // Names keep clear of sites and of bubbles of the gap.
    marks() {
      /** @type {Box[]} */
      const boxes = [];
      const bounds = this._map.getBounds();
      this._map.eachLayer((layer) => {
        if (!(layer instanceof L.Marker || layer instanceof L.CircleMarker) || boxes.length >= MARKS_MAX || !bounds.contains(layer.getLatLng())) return;
        const at = this._map.latLngToLayerPoint(layer.getLatLng());
        if (layer instanceof L.CircleMarker) {
          const reach = layer.getRadius();
          boxes.push({ left: at.x - reach, right: at.x + reach, top: at.y - reach, bottom: at.y + reach });
        }
        if (!(layer instanceof L.Marker)) return;
        const { iconSize, iconAnchor } = /** @type {{ iconSize: number[], iconAnchor?: number[] }} */ (/** @type {L.Icon} */ (layer.options.icon).options);
        const [width, height] = iconSize[0] ? iconSize : CLUSTER_PX, left = at.x - (iconAnchor ? iconAnchor[0] : width / 2);
        const top = at.y - (iconAnchor ? iconAnchor[1] : height / 2);
        boxes.push({ left, right: left + width, top, bottom: top + height });
      });
      return boxes;
    },
    write() {
      const map = this._map, zoom = map.getZoom(), bounds = map.getBounds(), marks = this.marks();
      /** @type {Box[]} */
      const names = [];
      let tried = 0;
      this.box.textContent = "";
      for (const place of this.places) {
        if (place.zoom > zoom || !bounds.contains(place.latlng)) continue;
        if (names.length >= SHOWN_MAX || ++tried > TRIED_MAX) break;
        const at = map.latLngToLayerPoint(place.latlng);
        const [, className] = SIZES.find(([to]) => place.zoom < to) || SIZES[SIZES.length - 1];
        const node = element("span", place.title, this.box, { className });
        const width = node.offsetWidth + GAP_PX, height = node.offsetHeight + GAP_PX;
        /** @type {(by: number, aside?: number) => Box} */
        const box = (by, aside = 0) => ({
          left: at.x + aside * width - width / 2, right: at.x + aside * width + width / 2, top: at.y + by - height / 2, bottom: at.y + by + height / 2,
        });
        /** @type {(one: Box, others: Box[]) => boolean} */
        const free = (one, others) => !others.some((other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top);
        let spot = OFFSETS_PX.map((by) => box(by)).find((one) => free(one, names) && free(one, marks));
        // What the map is divided into is named in any case: where it covers the least of what lies there.
        if (!spot && place.zoom < SIZES[0][0]) {
          const spots = [0, ...FAR_PX].flatMap((far) => SIDEWAYS.flatMap((aside) => [box(-far, aside), box(far, aside)])).filter((one) => free(one, names));
          spot = spots.find((one) => free(one, marks)) || spots.map((one) => ({ one, covered: covered(one, marks) })).reduce((a, b) => (b.covered < a.covered ? b : a), { one: box(0), covered: Infinity }).one;
          if (!free(spot, names)) spot = undefined;
        }
        if (!spot) {
          node.remove();
          continue;
        }
        names.push(spot);
        L.DomUtil.setPosition(node, L.point(spot.left + GAP_PX / 2, spot.top + GAP_PX / 2).round());
      }
    },
  }));

  /** @type {Halfhour["names"]} */
  halfhour.names = (data) => halfhour.labelled(new Names(data), data);
})();
