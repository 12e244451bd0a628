// Printing: two sheets are written, the map fills its place on the first one, and afterwards all is as it was.
"use strict";
(() => {
  const { element } = halfhour;
  // What is this much wider than high is larger on a landscape sheet, whose head and foot leave the map a strip.
  const LANDSCAPE_FROM = 1.4;
  const NEARER_ZOOM = 0.75, PADDING_PX = 8;
  /** @type {{ bounds: L.LatLngBounds, centre: L.LatLng, zoom: number, snap: number | undefined } | null} */
  let seen = null;
  /** @type {HTMLElement | null} */
  let sheet = null;
  /** @type {HTMLStyleElement | null} */
  let page = null;

  // The whole area, unless somebody has moved nearer to look at a part of it.
  /** @type {(map: L.Map) => L.LatLngBounds} */
  const wanted = (map) => {
    const { corners } = halfhour.data().paper, whole = L.latLngBounds(corners);
    return map.getZoom() > map.getBoundsZoom(whole) + NEARER_ZOOM || !map.getBounds().intersects(whole) ? map.getBounds() : whole;
  };

  /** @type {Halfhour["turned"]} */
  const orientation = (map, bounds) => {
    const a = map.project(bounds.getNorthWest(), 12), b = map.project(bounds.getSouthEast(), 12);
    return Math.abs(b.x - a.x) > LANDSCAPE_FROM * Math.abs(b.y - a.y) ? "landscape" : "portrait";
  };

  const begin = () => {
    const { map } = halfhour;
    if (!seen) {
      seen = { bounds: wanted(map), centre: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap };
      page = element("style", "", document.head);
    }
    const turned = halfhour.turned(map, seen.bounds), size = document.documentElement.dataset.paper || "";
    if (page) page.textContent = "@page { size: " + (size + " " + turned).trim() + "; margin: 10mm; }";
    halfhour.clearPaper();
    sheet = halfhour.writePaper();
    sheet.classList.add(turned);
    if (window.matchMedia("print").matches) fit();
  };

  // As many rows as the second sheet has room for; the first one is as high as a sheet.
  /** @type {Halfhour["fitPaper"]} */
  const fitTables = (tables) => {
    const main = document.querySelector("main");
    if (!main) return;
    const most = Math.max(1, ...Array.from(tables.querySelectorAll(".paper-table")).map((box) => box.querySelectorAll("tbody tr").length));
    /** @param {number} rows */
    const fits = (rows) => {
      halfhour.cutTables(tables, rows);
      return tables.getBoundingClientRect().height <= main.getBoundingClientRect().height - 4;
    };
    if (fits(most)) return;
    let low = 1, high = most;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (fits(middle)) low = middle;
      else high = middle;
    }
    fits(low);
  };

  // Paper shows more than a screen's pixels: what is painted is painted as for the densest screens.
  const { retina } = L.Browser;
  /** @param {boolean} on */
  const dense = (on) => Object.assign(L.Browser, { retina: on });

  const fit = () => {
    if (!seen) begin();
    if (!seen) return;
    const { map } = halfhour;
    if (sheet) halfhour.fitPaper(sheet);
    map.options.zoomSnap = 0;
    dense(true);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(seen.bounds, { animate: false, padding: [PADDING_PX, PADDING_PX] });
  };

  const end = () => {
    const { map } = halfhour;
    halfhour.clearPaper();
    sheet = null;
    if (page) page.remove();
    if (!seen) return;
    map.options.zoomSnap = seen.snap;
    dense(retina);
    map.invalidateSize({ animate: false, pan: false });
    map.setView(seen.centre, seen.zoom, { animate: false });
    seen = null;
  };

  // Each kind of page may turn its sheets and fill them in its own way.
  Object.assign(halfhour, { turned: orientation, fitPaper: fitTables });

  halfhour.printing = () => {
    window.addEventListener("beforeprint", begin);
    // Only now is the size of the paper known.
    window.matchMedia("print").addListener((media) => (media.matches ? fit() : end()));
    window.addEventListener("afterprint", end);
  };
})();
