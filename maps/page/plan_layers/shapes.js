// Polygons with popups, and what a click on the map tells.
"use strict";
(() => {
  const { element, content, tellAt, decode, labelled } = halfhour;

  // A click tells of the cell under it, else of the unit.
  /** @type {Halfhour["openAt"]} */
  const open = (map, latlng, otherwise) => {
    /** @type {Hit[]} */
    const hits = [];
    map.eachLayer((layer) => {
      const hit = layer instanceof halfhour.SheetLayer && layer.nearest ? layer.nearest(map.latLngToContainerPoint(latlng)) : null;
      if (hit) hits.push(hit);
    });
    const [best] = hits.sort((a, b) => a.distance - b.distance);
    if (best) {
      L.popup().setLatLng(best.latlng).setContent(content(best.what)).openOn(map);
      if (best.what.ways) halfhour.drawWays(map, best.what.ways);
    } else if (otherwise) L.popup().setLatLng(latlng).setContent(content(otherwise)).openOn(map);
  };

  // Polygons; each feature has a style and a popup.
  /** @type {Halfhour["shapes"]} */
  const shapes = (data) => {
    const group = L.featureGroup();
    for (const { polygons, popup, style } of data.features) {
      const layer = L.polygon(polygons.map((rings) => rings.map((ring) => decode(ring, data.digits))), { ...style, pane: data.pane });
      halfhour.places.push({
        title: popup.title,
        note: popup.note,
        go: (map) => {
          map.fitBounds(layer.getBounds(), { maxZoom: 14 });
          tellAt(map, layer.getBounds().getCenter(), popup);
        },
      });
      layer.bindTooltip(() => element("span", halfhour.unitTitle(popup)), { sticky: true });
      layer.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        open(halfhour.map, event.latlng, popup);
      });
      group.addLayer(layer);
    }
    const { color = "", weight = 1, dashArray = "" } = data.features.length ? data.features[0].style : {};
    const line = { d: "M0 10L20 10", fill: "none", stroke: color, "stroke-width": weight, "stroke-dasharray": String(dashArray) };
    return Object.assign(labelled(group, data), { halfhourLegend: () => [{ rows: [[halfhour.sign([["path", line]]), halfhour.show(data.label)]] }] });
  };

  Object.assign(halfhour, { shapes, openAt: open });
})();
