// The basemap of the study's own data: land, water, and roads that grow with the zoom.
"use strict";
(() => {
  const LAND = { stroke: false, fillColor: "#faf8f4", fillOpacity: 1, pane: "ground", interactive: false };
  const WATER = { color: "#a3c0d1", weight: 0.8, fillColor: "#c3d8e4", fillOpacity: 1, pane: "ground", interactive: false };
  const GROW_FROM = 12, GROW = 1.22;

  /** @type {(group: RoadGroup, digits: number) => Place[][]} */
  const lines = (group, digits) => {
    const unit = 10 ** digits, moves = halfhour.steps(group.steps);
    let x = 0, y = 0, at = 0;
    return Array.from(halfhour.unpack(group.sizes), (size) => {
      /** @type {Place[]} */
      const line = [];
      for (let i = 0; i < size; i++) {
        x += moves[at++];
        y += moves[at++];
        line.push([y / unit, halfhour.unwrap(x / unit)]);
      }
      return line;
    });
  };

  /** @type {Made<BasemapLayer, [data: BasemapData]>} */
  const Basemap = L.LayerGroup.extend(/** @type {Methods<BasemapLayer>} */ ({
    initialize(data) {
      L.LayerGroup.prototype.initialize.call(this, []);
      this.data = data;
      this.credit();
      this.roads = [];
    },
    // Leaflet takes the attribution for HTML.
    credit() {
      const control = this._map && this._map.attributionControl, text = halfhour.element("span", halfhour.show(this.data.attribution)).innerHTML;
      if (control) control.removeAttribution(this.options.attribution || "").addAttribution(text);
      this.options.attribution = text;
    },
    onAdd(map) {
      const { land, water, digits } = this.data;
      if (!this.ground) {
        /** @type {(shapes: Ring[][], style: L.PathOptions) => L.Polygon} */
        const polygon = (shapes, style) => L.polygon(shapes.map((rings) => rings.map((ring) => halfhour.decode(ring, digits))), { ...style, renderer: halfhour.canvasOf("ground") });
        this.ground = [{ shapes: land, style: LAND }, { shapes: water, style: WATER }].filter(({ shapes }) => shapes.length).map(({ shapes, style }) => polygon(shapes, style));
        this.ground.forEach((layer) => this.addLayer(layer));
      }
      if (land.length) map.getContainer().classList.add("with-land");
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on("zoomend", this.fit, this);
      this.fit();
    },
    onRemove(map) {
      map.off("zoomend", this.fit, this);
      map.getContainer().classList.remove("with-land");
      L.LayerGroup.prototype.onRemove.call(this, map);
    },
    // Roads of a class come with the zoom from which they are told apart, and are made when first seen.
    fit() {
      const zoom = this._map.getZoom(), grown = GROW ** Math.max(0, zoom - GROW_FROM);
      for (let i = this.data.roads.length - 1; i >= 0; i--) {
        const group = this.data.roads[i], seen = zoom >= group.zoom;
        if (seen && !this.roads[i]) {
          this.roads[i] = L.polyline(lines(group, this.data.road_digits), { ...group.style, pane: "roads", renderer: halfhour.canvasOf("roads"), interactive: false });
        }
        const layer = this.roads[i];
        if (!layer) continue;
        layer.setStyle({ weight: group.style.weight * grown });
        if (seen && !this.hasLayer(layer)) this.addLayer(layer);
        if (!seen && this.hasLayer(layer)) this.removeLayer(layer);
      }
      this.roads.slice().reverse().forEach((layer) => { if (layer && this.hasLayer(layer)) layer.bringToFront(); });
    },
  }));

  /** @type {Halfhour["basemap"]} */
  halfhour.basemap = (data) => {
    const layer = new Basemap(data);
    halfhour.onLang(() => layer.credit());
    return halfhour.labelled(layer, data);
  };
})();
