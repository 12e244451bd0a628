// Tiles of an online map, for who has a network: the page never waits for them.
"use strict";
(() => {
  // Chinese services draw their maps in GCJ-02: WGS 84 moved by up to 700 m, by a formula that became public.
  // Its ellipsoid is Krassowsky's of 1940; it holds inside the frame only, elsewhere nothing is moved.
  const AXIS_M = 6378245, ECCENTRICITY_2 = 0.006693421622965943, RADIANS = Math.PI / 180;
  const FRAME = { west: 72.004, east: 137.8347, south: 0.8293, north: 55.8271 };
  const ROUNDS = 3;
  /** @type {(size: number, value: number) => number} */
  const sine = (size, value) => size * Math.sin(value * Math.PI);
  /** @param {number} x */
  const ripple = (x) => sine(20, 6 * x) + sine(20, 2 * x);
  /** @type {(value: number, long: number, longest: number) => number} */
  const swell = (value, long, longest) => sine(20, value) + sine(40, value / 3) + sine(long, value / 12) + sine(longest, value / 30);

  /** @type {Halfhour["toGcj02"]} */
  const toGcj02 = (lat, lon) => {
    if (lon < FRAME.west || lon > FRAME.east || lat < FRAME.south || lat > FRAME.north) return [lat, lon];
    const x = lon - 105, y = lat - 35, root = Math.sqrt(Math.abs(x));
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
      + (ripple(x) + sine(20, y) + sine(40, y / 3) + sine(160, y / 12) + sine(320, y / 30)) * 2 / 3;
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
      + (ripple(x) + swell(x, 150, 300)) * 2 / 3;
    const flat = 1 - ECCENTRICITY_2 * Math.sin(lat * RADIANS) ** 2, axis = AXIS_M / Math.sqrt(flat);
    return [
      lat + north / (axis * (1 - ECCENTRICITY_2) / flat * RADIANS),
      lon + east / (axis * Math.cos(lat * RADIANS) * RADIANS),
    ];
  };

  // The way back has no formula of its own: what is still missing is added until nothing is.
  /** @type {Halfhour["fromGcj02"]} */
  const fromGcj02 = (lat, lon) => {
    let [a, b] = [lat, lon];
    for (let i = 0; i < ROUNDS; i++) {
      const [there, across] = toGcj02(a, b);
      a += lat - there;
      b += lon - across;
    }
    return [a, b];
  };

  // Each tile is laid where its middle belongs: the shift hardly changes within one.
  /** @type {Made<L.TileLayer, [url: string, options: L.TileLayerOptions]>} */
  const Shifted = L.TileLayer.extend(/** @type {Methods<ShiftedLayer>} */ ({
    _getTiledPixelBounds(center) {
      const { lat, lng } = center;
      return L.TileLayer.prototype._getTiledPixelBounds.call(this, L.latLng(toGcj02(lat, lng)));
    },
    _getTilePos(coords) {
      const size = this.getTileSize(), half = size.divideBy(2), map = this._map;
      const drawn = coords.scaleBy(size).add(half), { lat, lng } = map.unproject(drawn, coords.z);
      const right = map.project(L.latLng(fromGcj02(lat, lng)), coords.z);
      return right.subtract(half).subtract(this._level.origin).round();
    },
  }));

  /** @type {Halfhour["tiles"]} */
  const tiles = (data) => {
    const options = { subdomains: data.servers, maxNativeZoom: data.zoom_max, maxZoom: 24, attribution: halfhour.element("span", data.attribution).innerHTML, className: "online" };
    const Layer = data.shifted ? Shifted : L.TileLayer, parts = data.urls.map((url) => new Layer(url, options));
    const group = halfhour.labelled(L.layerGroup(parts), data);
    let came = false;
    /** @param {Message} label */
    const say = (label) => {
      if (group.halfhourLabel === label) return;
      group.halfhourLabel = label;
      halfhour.relabel();
    };
    /** @type {Message} */
    const missing = ["Online map: {name} (cannot be reached)", { name: data.name }];
    parts.forEach((part) => {
      part.on("tileload", () => { came = true; say(data.label); });
      part.on("tileerror", () => { if (!came) say(missing); });
    });
    return group;
  };

  Object.assign(halfhour, { tiles, toGcj02, fromGcj02 });
})();
