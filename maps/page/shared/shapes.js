// Polygons and popups.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  // What a popup says: title, note, rows of label and value, a reason, and for a site what can be done.
  const content = (what) => {
    const box = element("div", "", null, { className: "popup" });
    element("h4", show(what.title), box);
    if (what.note) element("p", show(what.note), box);
    const rows = what.unit ? what.rows.concat(halfhour.unitRows(what.unit)) : what.rows;
    if (rows.length) {
      const body = element("tbody", "", element("table", "", box));
      for (const [label, value] of rows) {
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
      if (!(layer instanceof halfhour.SheetLayer) || !layer.nearest) return;
      const hit = layer.nearest(map.latLngToContainerPoint(latlng));
      if (hit && (!best || hit.distance < best.distance)) best = hit;
    });
    if (best) L.popup().setLatLng(best.latlng).setContent(content(best.what)).openOn(map);
    else if (otherwise) L.popup().setLatLng(latlng).setContent(content(otherwise)).openOn(map);
  };

  // Opens a popup that was asked for away from the map: the keyboard goes on inside it, and back when it closes.
  const tellAt = (map, latlng, what) => focusPopup(map, L.popup().setLatLng(latlng).setContent(content(what)).openOn(map));
  const focusPopup = (map, popup) => {
    const from = document.activeElement, inside = popup.getElement();
    const first = inside.querySelector("button") || inside.querySelector("a");
    if (first) first.focus({ preventScroll: true });
    inside.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(popup); });
    popup.once("remove", () => { if (from && from.isConnected && from !== document.body) from.focus({ preventScroll: true }); });
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

  // Polygons; each feature has a style and may have a popup.
  const shapes = (data) => {
    // Leaflet takes the attribution for HTML.
    const group = L.featureGroup([], { attribution: element("span", data.attribution).innerHTML });
    const renderer = data.canvas ? canvasOf(data.pane) : undefined;
    for (const feature of data.features) {
      const options = { ...feature.style, pane: data.pane, interactive: Boolean(feature.popup) };
      if (renderer) options.renderer = renderer;
      const layer = L.polygon(feature.polygons.map((rings) => rings.map((ring) => decode(ring, data.digits))), options);
      if (feature.popup) {
        halfhour.places.push({
          title: feature.popup.title,
          note: feature.popup.note,
          go: (map) => {
            map.fitBounds(layer.getBounds(), { maxZoom: 14 });
            tellAt(map, layer.getBounds().getCenter(), feature.popup);
          },
        });
        layer.bindTooltip(() => element("span", halfhour.unitTitle(feature.popup)), { sticky: true });
        layer.on("click", (event) => {
          L.DomEvent.stopPropagation(event);
          open(event.target._map, event.latlng, feature.popup);
        });
      }
      group.addLayer(layer);
    }
    return labelled(group, data);
  };

  Object.assign(halfhour, { shapes, labelled, decode, canvasOf, content, openAt: open, tellAt, focusPopup, places: [] });
})();
