// Layers that are painted pixel by pixel, on a canvas for each side of the map that is seen.
"use strict";
(() => {
  const MARGIN = 0.15, DENSEST = 2;

  // What follows this draws with `fill(pixels, view, side)`: 32-bit pixels, 0 where nothing is; `view` has width and height
  // in pixels, `scale` from a world of 256 to pixels, `origin` of the canvas in it, and `dense` pixels in one of the page.
  const SheetLayer = L.Layer.extend({
    pane: "cells",
    className: "halfhour-cells",
    onAdd() {
      this.sheets = {};
      this.draw();
    },
    onRemove() {
      Object.keys(this.sheets).forEach((side) => this.sheets[side].canvas.remove());
      this.sheets = {};
    },
    getEvents() {
      return { moveend: this.draw, resize: this.draw, viewreset: this.draw, zoomanim: this.animate };
    },
    // After a change of the choice.
    refresh() {
      this.draw();
    },
    animate(event) {
      const at = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      Object.keys(this.sheets).forEach((side) => L.DomUtil.setTransform(this.sheets[side].canvas, at, this._map.getZoomScale(event.zoom)));
    },
    draw() {
      const map = this._map;
      if (!map) return;
      const dense = Math.min(DENSEST, window.devicePixelRatio || 1), size = map.getSize();
      const shift = size.multiplyBy(-MARGIN).round(), corner = map.containerPointToLayerPoint(shift);
      const width = Math.round((size.x - 2 * shift.x) * dense), height = Math.round((size.y - 2 * shift.y) * dense);
      this.corner = map.containerPointToLatLng(shift);
      const sides = halfhour.compare.sides();
      Object.keys(this.sheets).filter((side) => !sides.includes(side)).forEach((side) => {
        this.sheets[side].canvas.remove();
        delete this.sheets[side];
      });
      const scale = map.getZoomScale(map.getZoom(), 0) * dense, origin = map.getPixelBounds().min.add(shift).multiplyBy(dense);
      for (const side of sides) {
        const sheet = this.sheet(side, width, height, dense);
        L.DomUtil.setPosition(sheet.canvas, corner);
        halfhour.compare.follow(sheet.canvas, side);
        if (!width || !height) continue;
        const pixels = new Uint32Array(sheet.image.data.buffer);
        pixels.fill(0);
        this.fill(pixels, { width, height, scale, origin, dense }, side);
        sheet.canvas.getContext("2d").putImageData(sheet.image, 0, 0);
      }
    },
    // The canvas of a side, as large as the map is now.
    sheet(side, width, height, dense) {
      if (!this.sheets[side]) {
        const made = L.DomUtil.create("canvas", "leaflet-zoom-animated " + this.className);
        made.dataset.side = side;
        this._map.getPane(this.pane).append(made);
        this.sheets[side] = { canvas: made, image: null };
      }
      const sheet = this.sheets[side], { canvas, image } = sheet;
      if (width && height && (!image || canvas.width !== width || canvas.height !== height)) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = width / dense + "px";
        canvas.style.height = height / dense + "px";
        sheet.image = canvas.getContext("2d").createImageData(width, height);
      }
      return sheet;
    },
  });

  // A colour as canvases keep it: blue, green and red from high to low, no alpha.
  const pixelColour = (hex) => {
    const n = parseInt(hex.slice(1), 16);
    return ((n & 255) << 16) | (n & 0xff00) | (n >> 16);
  };

  Object.assign(halfhour, { SheetLayer, pixelColour });
})();
