// What a memo's map draws beside its cells: units, the parcel and the site, existing and better sites, the farthest village.
"use strict";
(() => {
  const { element } = halfhour;
  const SITE = "#5b2a86", FAR = "#b4004e", EXISTING = { radius: 4.5, color: "#ffffff", weight: 1, fillColor: "#12406f", fillOpacity: 1 };

  // Of more sites than these only specks are drawn from afar: who is served shows between them.
  const CROWD = 300, NEAR_ZOOM = 12;

  /** @type {Halfhour["dotStyle"]} */
  halfhour.dotStyle = (count, zoom) => count <= CROWD || zoom >= NEAR_ZOOM ? EXISTING : { ...EXISTING, radius: 1.6, weight: 0 };

  /** @type {(colour: string, inside: SVGElement[]) => L.DivIcon} */
  const pin = (colour, inside) => {
    const name = "http://www.w3.org/2000/svg", svg = document.createElementNS(name, "svg"), disc = document.createElementNS(name, "circle");
    Object.entries({ viewBox: "0 0 26 26", width: "26", height: "26" }).forEach(([key, value]) => svg.setAttribute(key, value));
    Object.entries({ cx: "13", cy: "13", r: "11", fill: colour, stroke: "#fff", "stroke-width": "2" }).forEach(([key, value]) => disc.setAttribute(key, value));
    svg.append(disc, ...inside);
    const box = element("div");
    box.append(svg);
    return L.divIcon({ className: "mark check-pin", html: box, iconSize: [26, 26], iconAnchor: [13, 13], popupAnchor: [0, -12] });
  };
  /** @type {(kind: string, attributes: Record<string, string>, text?: string) => SVGElement} */
  const drawn = (kind, attributes, text = "") => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", kind);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    node.textContent = text;
    return node;
  };
  const star = () => drawn("path", { d: "M13 5l2.3 5.2 5.7.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L5 10.8l5.7-.6z", fill: "#fff" });
  /** @param {string} text */
  const label = (text) => drawn("text", { x: "13", y: "17.2", "text-anchor": "middle", "font-size": "12", "font-weight": "700", fill: "#fff" }, text);

  /** @type {(at: Place) => L.LatLng} */
  const place = ([lat, lon]) => L.latLng(lat, halfhour.unwrap(lon));

  /** @type {Halfhour["check_units"]} */
  halfhour.check_units = (data) => {
    const group = L.layerGroup();
    data.lines.forEach(({ rings, weight, dash }) => {
      const lines = rings.map((ring) => halfhour.decode(ring, data.digits));
      L.polyline(lines, { pane: "units", renderer: halfhour.canvasOf("units"), color: "#4a4640", weight, dashArray: dash, interactive: false }).addTo(group);
    });
    return halfhour.labelled(group, data);
  };

  /** @type {Halfhour["check_existing"]} */
  halfhour.check_existing = (data) => {
    const group = L.layerGroup();
    data.sites.forEach(({ at, popup }) => {
      L.circleMarker(place(at), { ...EXISTING, pane: "sites", renderer: halfhour.canvasOf("sites") }).bindPopup(() => halfhour.content(popup)).addTo(group);
    });
    return halfhour.labelled(group, data);
  };

  /** @type {(group: L.LayerGroup, spot: CheckSpot, colour: string, inside: SVGElement[], rank: number) => void} */
  const add = (group, { at, popup }, colour, inside, rank) => {
    const title = halfhour.show(popup.title);
    L.marker(place(at), { icon: pin(colour, inside), title, alt: title, zIndexOffset: rank }).bindPopup(() => halfhour.content(popup)).addTo(group);
  };

  /** @type {Halfhour["check_better"]} */
  halfhour.check_better = (data) => {
    const group = L.layerGroup();
    data.sites.forEach((spot, i) => add(group, spot, "#0b6e60", [label(String(i + 1))], 500 - i));
    return halfhour.labelled(group, data);
  };

  /** @type {Halfhour["check_farthest"]} */
  halfhour.check_farthest = (data) => {
    const group = L.layerGroup();
    if (data.way) L.polyline(halfhour.decode(data.way, data.digits), { pane: "ways", color: FAR, weight: 3, opacity: 0.9, interactive: false }).addTo(group);
    add(group, data.spot, FAR, [drawn("path", { d: "M13 6l7 6h-2v7h-10v-7h-2z", fill: "#fff" })], 400);
    return halfhour.labelled(group, data);
  };

  /** @type {Halfhour["check_place"]} */
  halfhour.check_place = (data) => {
    const group = L.layerGroup();
    if (data.parcel.length) {
      const rings = data.parcel.map((polygon) => polygon.map((ring) => halfhour.decode(ring, data.digits)));
      L.polygon(rings, { pane: "ways", color: SITE, weight: 2.5, fillColor: SITE, fillOpacity: 0.25 }).bindPopup(() => halfhour.content(data.spot.popup)).addTo(group);
    }
    add(group, data.spot, SITE, [star()], 1000);
    return halfhour.labelled(group, data);
  };
})();
