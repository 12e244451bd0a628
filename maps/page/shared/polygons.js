// What layers share: vertices as Python wrote them, their name, and the canvas that they are drawn on.
"use strict";
(() => {
  /** @type {Halfhour["decode"]} */
  const decode = (steps, digits) => {
    const unit = 10 ** digits;
    /** @type {Place[]} */
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y / unit, halfhour.unwrap(x / unit)]);
    }
    return points;
  };

  /** @type {Halfhour["labelled"]} */
  const labelled = (layer, data) => {
    layer.halfhourLabel = data.label;
    return layer;
  };

  // One canvas a pane, so that what lies behind what can be told within it.
  /** @type {Record<string, L.Canvas>} */
  const canvases = {};
  /** @type {Halfhour["canvasOf"]} */
  const canvasOf = (pane) => {
    if (!canvases[pane]) canvases[pane] = L.canvas({ pane });
    return canvases[pane];
  };

  Object.assign(halfhour, { decode, labelled, canvasOf });
})();
