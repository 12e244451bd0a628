// Layers that are painted pixel by pixel, on a canvas for each side of the map that is seen.
"use strict";
(() => {
  const MARGIN = 0.15, DENSEST = 2;

  // What follows this draws with `fill(pixels, view, side)`: 32-bit pixels, 0 where nothing is; `view` has width and height
  // in pixels, `scale` from a world of 256 to pixels, `origin` of the canvas in it, and `dense` pixels in one of the page.
  /** @type {Halfhour["SheetLayer"]} */
  const SheetLayer = L.Layer.extend(/** @type {Methods<SheetLayer>} */ ({
    pane: "cells",
    className: "halfhour-cells",
    onAdd() {
      this.sheets = new Map();
      this.draw();
    },
    onRemove() {
      this.sheets.forEach(({ canvas }) => canvas.remove());
      this.sheets.clear();
    },
    getEvents() {
      return { moveend: this.draw, resize: this.draw, viewreset: this.draw, zoomanim: /** @type {L.LeafletEventHandlerFn} */ (this.animate) };
    },
    // After a change of the choice.
    refresh() {
      this.draw();
    },
    animate(event) {
      const at = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      this.sheets.forEach(({ canvas }) => L.DomUtil.setTransform(canvas, at, this._map.getZoomScale(event.zoom)));
    },
    draw() {
      const map = this._map;
      if (!map) return;
      const dense = L.Browser.retina ? DENSEST : Math.min(DENSEST, window.devicePixelRatio || 1), size = map.getSize();
      const shift = size.multiplyBy(-MARGIN).round(), corner = map.containerPointToLayerPoint(shift);
      const width = Math.round((size.x - 2 * shift.x) * dense), height = Math.round((size.y - 2 * shift.y) * dense);
      this.corner = map.containerPointToLatLng(shift);
      const sides = halfhour.compare.sides();
      this.sheets.forEach(({ canvas }, side) => {
        if (sides.includes(side)) return;
        canvas.remove();
        this.sheets.delete(side);
      });
      const scale = map.getZoomScale(map.getZoom(), 0) * dense, origin = map.getPixelBounds().getTopLeft().add(shift).multiplyBy(dense);
      for (const side of sides) {
        const { canvas, context, image } = this.sheet(side, width, height, dense);
        L.DomUtil.setPosition(canvas, corner);
        halfhour.compare.follow(canvas, side);
        if (!image) continue;
        const pixels = new Uint32Array(image.data.buffer);
        pixels.fill(0);
        this.fill(pixels, { width, height, scale, origin, dense }, side);
        context.putImageData(image, 0, 0);
      }
    },
    // The canvas of a side, as large as the map is now.
    sheet(side, width, height, dense) {
      const sheet = this.sheets.get(side) || this.makeSheet(side), { canvas, context, image } = sheet;
      if (!width || !height) sheet.image = null;
      else if (!image || canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = width / dense + "px";
        canvas.style.height = height / dense + "px";
        sheet.image = context.createImageData(width, height);
      }
      return sheet;
    },
    makeSheet(side) {
      const canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated " + this.className, this._map.getPane(this.pane));
      canvas.dataset.side = side;
      const sheet = { canvas, context: /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), image: null };
      this.sheets.set(side, sheet);
      return sheet;
    },
  }));

  // A colour as canvases keep it: blue, green and red from high to low, no alpha.
  /** @type {Halfhour["pixelColour"]} */
  const pixelColour = (hex) => {
    const n = parseInt(hex.slice(1), 16);
    return ((n & 255) << 16) | (n & 0xff00) | (n >> 16);
  };

  Object.assign(halfhour, { SheetLayer, pixelColour });
})();
