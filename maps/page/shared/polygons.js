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

  // What an address calls a layer: its English name in small letters, whatever language is shown.
  /** @param {Said} said @returns {string} */
  const plainText = (said) => {
    if (Array.isArray(said)) return said[0].replace(/\{(\w+)\}/g, (_, name) => plainText((said[1] || {})[name]));
    return typeof said === "object" && "en" in said ? said.en : String(said);
  };
  /** @param {Message} label */
  const keyOf = (label) => plainText(label).toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "-").replace(/^-+|-+$/g, "");

  /** @type {Halfhour["labelled"]} */
  const labelled = (layer, data) => Object.assign(layer, { halfhourLabel: data.label, halfhourGroup: data.group, halfhourKey: keyOf(data.label) });

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
