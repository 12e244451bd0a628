// Lines, polygons, markers and popups.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  const CANDIDATE = { radius: 4.5, color: "#3d3a36", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1, pane: "candidates" };
  const CHOSEN = { radius: 7.5, color: "#ffffff", weight: 2, fillColor: "#5b2a86" };
  const EXISTING = { radius: 5.5, color: "#ffffff", weight: 1.5, fillColor: "#12355b", fillOpacity: 1, opacity: 1, pane: "candidates" };
  const CROWDED = { ...EXISTING, radius: 3, weight: 0.7 };
  const CLOSED = { fillColor: "#8b8479", fillOpacity: 0.45, opacity: 0.6 };
  const MARKERS_MAX = 300, CROWD = 1000;
  const EXISTING_SVG = '<svg viewBox="0 0 20 20"><circle cx="10" cy="10" r="8.5" fill="#12355b" stroke="#fff" stroke-width="1.8"/><path d="M10 5.8v8.4M5.8 10h8.4" stroke="#fff" stroke-width="2.4"/></svg>';
  const HEIGHTS = { proposed: 2000, existing: 0, cluster: 1000 };

  // What a popup says: title, note, rows of label and value, a reason, and for a site what can be done.
  const content = (what) => {
    const box = element("div", "", null, { className: "popup" });
    element("h4", show(what.title), box);
    if (what.note) element("p", show(what.note), box);
    if (what.rows.length) {
      const body = element("tbody", "", element("table", "", box));
      for (const [label, value] of what.rows) {
        const row = element("tr", "", body), text = show(value);
        element("th", t(label), row).scope = "row";
        element("td", text, row).className = text.length < 14 ? "short" : "";
      }
    }
    if (what.reason) element("p", show(what.reason), box).className = "reason";
    if (what.site !== undefined) halfhour.offer(what.site, box);
    return box;
  };

  // A click tells of the cell under it, else of the unit.
  const open = (map, latlng, otherwise) => {
    let best = null;
    map.eachLayer((layer) => {
      if (!(layer instanceof halfhour.CellLayer)) return;
      const hit = layer.nearest(map.latLngToContainerPoint(latlng));
      if (hit && (!best || hit.distance < best.distance)) best = hit;
    });
    if (best) L.popup().setLatLng(best.latlng).setContent(content(best.what)).openOn(map);
    else if (otherwise) L.popup().setLatLng(latlng).setContent(content(otherwise)).openOn(map);
  };

  const decode = (steps, digits) => {
    const unit = 10 ** digits, points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y / unit, halfhour.unwrap(x / unit)]);
    }
    return points;
  };

  const labelled = (layer, data) => {
    layer.halfhourLabel = data.label;
    return layer;
  };

  // One canvas a pane, so that what lies behind what can be told within it.
  const canvases = {};
  const canvasOf = (pane) => {
    if (!canvases[pane]) canvases[pane] = L.canvas({ pane });
    return canvases[pane];
  };

  // Lines and polygons; each feature has a style and may have a popup.
  const shapes = (data) => {
    // Leaflet takes the attribution for HTML.
    const group = L.featureGroup([], { attribution: element("span", data.attribution).innerHTML });
    const renderer = data.canvas ? canvasOf(data.pane) : undefined;
    for (const feature of data.features) {
      const options = { ...feature.style, pane: data.pane, interactive: Boolean(feature.popup) };
      if (renderer) options.renderer = renderer;
      const layer = feature.lines
        ? L.polyline(feature.lines.map((line) => decode(line, data.digits)), options)
        : L.polygon(feature.polygons.map((rings) => rings.map((ring) => decode(ring, data.digits))), options);
      if (feature.popup) {
        halfhour.places.push({ title: feature.popup.title, note: feature.popup.note, go: (map) => map.fitBounds(layer.getBounds(), { maxZoom: 14 }) });
        const share = feature.popup.rows.find((row) => row[0] === "Share served with the plan");
        layer.bindTooltip(() => element("span", feature.popup.title + (share ? ": " + show(share[1]) : "")), { sticky: true });
        layer.on("click", (event) => {
          L.DomEvent.stopPropagation(event);
          open(event.target._map, event.latlng, feature.popup);
        });
      }
      group.addLayer(layer);
    }
    if (data.back) group.on("add", () => group.bringToBack());
    return labelled(group, data);
  };

  const icon = (mark, kind) => {
    if (kind === "existing") {
      return L.divIcon({ className: "mark existing", html: EXISTING_SVG, iconSize: [18, 18] });
    }
    if (kind === "cluster") {
      return L.divIcon({ className: "mark cluster", html: element("span", show(mark.label)), iconSize: [0, 0] });
    }
    const svg = '<svg viewBox="0 0 32 40"><path d="M16 39C12 31 2 26 2 15.5a14 14 0 0 1 28 0C30 26 20 31 16 39z" fill="#5b2a86" stroke="#fff" stroke-width="2"/>'
      + '<text x="16" y="21" text-anchor="middle" font-size="15" font-weight="700" fill="#fff">' + Number(mark.order) + "</text></svg>";
    return L.divIcon({ className: "mark proposed-mark", html: svg, iconSize: [32, 40], iconAnchor: [16, 39], popupAnchor: [0, -36] });
  };

  // Sites and labels: markers, or plain circles for candidates and where existing sites are many.
  const marks = (data) => {
    const group = L.featureGroup(), circles = data.kind === "candidate" ? CANDIDATE
      : data.kind === "existing" && data.marks.length > MARKERS_MAX ? (data.marks.length > CROWD ? CROWDED : EXISTING) : null;
    for (const mark of data.marks) {
      mark.at[1] = halfhour.unwrap(mark.at[1]);
      const layer = circles
        ? L.circleMarker(mark.at, circles)
        : L.marker(mark.at, { icon: icon(mark, data.kind), zIndexOffset: HEIGHTS[data.kind] });
      const site = halfhour.siteNumber(mark.id);
      const popup = site === undefined ? mark.popup : { ...mark.popup, site };
      layer.bindPopup(() => content(popup));
      layer.bindTooltip(() => element("span", show(popup.title)));
      layer.on("add", () => {
        layer.getElement().setAttribute("aria-label", show(popup.title));
        if (site !== undefined) halfhour.markSite(site);
      });
      if (site !== undefined) halfhour.siteMarks[site] = { layer, kind: data.kind, style: circles };
      if (data.kind === "cluster") halfhour.onLang(() => layer.setIcon(icon(mark, "cluster")));
      group.addLayer(layer);
    }
    return labelled(group, data);
  };

  // How a site looks: chosen, not chosen, or closed.
  const markSite = (site) => {
    const mark = halfhour.siteMarks[site];
    if (!mark) return;
    const chosen = halfhour.model.open(site);
    if (mark.kind === "candidate") {
      mark.layer.setStyle(chosen ? CHOSEN : CANDIDATE).setRadius(chosen ? CHOSEN.radius : CANDIDATE.radius);
      if (chosen && mark.layer._map) mark.layer.bringToFront();
      return;
    }
    if (mark.layer.setStyle) {
      mark.layer.setStyle(chosen ? mark.style : { ...mark.style, ...CLOSED });
      return;
    }
    const node = mark.layer.getElement();
    if (node) node.classList.toggle("off", !chosen);
  };

  let numbers = null;
  const siteNumber = (id) => {
    if (!numbers) numbers = new Map(halfhour.data().sites.map((site, number) => [String(site.id), number]));
    return numbers.get(String(id));
  };

  Object.assign(halfhour, { shapes, marks, labelled, content, openAt: open, markSite, siteNumber, siteMarks: {}, places: [] });
})();
