// Units on the map, coloured by the verdict of a rule, or by how many rules they fall short of.
"use strict";
(() => {
  const { t, show, element, decode, labelled } = halfhour;
  const NONE = 0, MET = 1, SHORT = 2;
  // Marks words of the catalogue that are translated where they are shown.
  /** @param {string} text */
  const _ = (text) => text;
  /** @type {Look[]} */
  const VERDICTS = [
    { sign: "–", words: _("no verdict"), fill: "url(#no-verdict)", plain: "#ffffff", line: "#6f6a61" },
    { sign: "✓", words: _("met"), fill: "#8fc1e3", plain: "#2f7ab8", line: "#1d4f7c" },
    { sign: "✗", words: _("short"), fill: "url(#short)", plain: "#e0701c", line: "#6b2c00" },
  ];
  // Of all rules together: up to how many fall short, and how that looks.
  /** @type {(Look & { most: number })[]} */
  const COUNTS = [
    { most: -1, words: _("no verdict"), fill: "url(#no-verdict)", plain: "#ffffff", line: "#6f6a61" },
    { most: 0, words: _("none short"), fill: "#8fc1e3", plain: "#2f7ab8", line: "#1d4f7c" },
    { most: 2, words: _("1 or 2 short"), fill: "#fddbae", plain: "#fddbae", line: "#6b2c00" },
    { most: 5, words: _("3 to 5 short"), fill: "#f3954a", plain: "#f3954a", line: "#6b2c00" },
    { most: Infinity, words: _("6 and more short"), fill: "#a8420b", plain: "#a8420b", line: "#3d1700" },
  ];
  const POINT_PX = 4, SHORT_PX = 6.5, FULL_ZOOM = 11.5, SMALLEST = 0.55, SVG = "http://www.w3.org/2000/svg";

  /** @type {(tag: string, properties: Record<string, string | number>, parent: Element) => Element} */
  const make = (tag, properties, parent) => {
    const node = document.createElementNS(SVG, tag);
    Object.entries(properties).forEach(([key, value]) => node.setAttribute(key, String(value)));
    parent.append(node);
    return node;
  };

  // Hatching tells what colour alone might not.
  const patterns = () => {
    const defs = make("defs", {}, make("svg", { width: 0, height: 0, "aria-hidden": "true", style: "position:absolute" }, document.body));
    const short = make("pattern", { id: "short", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
    make("rect", { width: 7, height: 7, fill: "#f5a55c" }, short);
    make("rect", { width: 2.2, height: 7, fill: "#b3510d" }, short);
    const none = make("pattern", { id: "no-verdict", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, defs);
    make("rect", { width: 8, height: 8, fill: "#eeebe5" }, none);
    make("circle", { cx: 4, cy: 4, r: 0.9, fill: "#8b8479" }, none);
  };

  // A point that falls short is a triangle.
  /** @type {Made<TriangleLayer, [at: L.LatLng, options: L.CircleMarkerOptions]>} */
  const Sign = L.CircleMarker.extend(/** @type {Methods<TriangleLayer>} */ ({
    _updatePath() {
      if (!this.options.corners) {
        L.CircleMarker.prototype._updatePath.call(this);
        return;
      }
      const renderer = this._renderer, { x, y } = this._point, r = this._radius, ctx = renderer._ctx;
      if (!renderer._drawing || this._empty()) return;
      ctx.beginPath();
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + 0.87 * r, y + 0.6 * r);
      ctx.lineTo(x - 0.87 * r, y + 0.6 * r);
      ctx.closePath();
      renderer._fillStroke(ctx, this);
    },
  }));

  // The row of a unit in a rule's arrays; it has none where the rule says nothing of it.
  /** @type {Halfhour["verdictOf"]} */
  const verdictOf = (rule, unit) => {
    const row = rule.of.get(unit);
    return row === undefined ? NONE : rule.verdict[row];
  };

  /** @type {(rule: Rule | null, unit: number) => Look} */
  const lookOf = (rule, unit) => {
    if (rule) return VERDICTS[verdictOf(rule, unit)];
    const { short, judged } = halfhour.tally(unit);
    return COUNTS.find((one) => (judged ? short : -1) <= one.most) || COUNTS[COUNTS.length - 1];
  };
  // Whether it tells of something that falls short.
  /** @param {Look} look */
  const isShort = (look) => look === VERDICTS[SHORT] || (look.most !== undefined && look.most > 0);

  const areas = L.svg({ pane: "units" }), points = L.canvas({ pane: "points", tolerance: 3 });

  /** @type {(number: number) => Drawn | null} */
  const makeUnit = (number) => {
    const unit = halfhour.data().units[number];
    if (!unit.at) return null;
    const latlng = L.latLng(unit.at[0], halfhour.unwrap(unit.at[1]));
    /** @type {Drawn} */
    const drawn = unit.polygons
      ? { latlng, area: true, layer: L.polygon(unit.polygons.map((rings) => rings.map((ring) => decode(ring, halfhour.data().digits))), { pane: "units", renderer: areas }) }
      : { latlng, area: false, layer: new Sign(latlng, { pane: "points", renderer: points }) };
    drawn.layer.bindTooltip(() => element("span", halfhour.unitSaid(number)), { sticky: true });
    drawn.layer.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      halfhour.choosePlace(number, event.latlng);
    });
    return drawn;
  };

  // Thousands of points are small from afar.
  /** @param {boolean} short */
  const radius = (short) => (short ? SHORT_PX : POINT_PX) * Math.max(SMALLEST, Math.min(1, 1 + 0.2 * (halfhour.map.getZoom() - FULL_ZOOM)));

  /** @type {(drawn: Drawn, look: Look) => void} */
  const draw = (drawn, look) => {
    if (drawn.area) {
      drawn.layer.setStyle({ color: "#fffdfa", weight: 1.2, opacity: 1, fillColor: look.fill, fillOpacity: 0.86 });
      return;
    }
    const { layer } = drawn, short = isShort(look);
    layer.options.corners = short;
    layer.setRadius(radius(short));
    layer.setStyle({ color: look.line, weight: 1, opacity: 1, fillColor: look.plain, fillOpacity: look === VERDICTS[NONE] ? 0.7 : 1 });
  };

  // Shows the units of a level, each as the rule has it; without a rule by how many rules it falls short of.
  /** @type {Map<number, Drawn>} */
  const shown = new Map();
  /** @type {Map<number, Drawn | null>} */
  const made = new Map();
  /** @type {L.LayerGroup} */
  let group;
  /** @type {Halfhour["whereIs"]} */
  const whereIs = (number) => {
    if (!made.has(number)) made.set(number, makeUnit(number));
    return made.get(number) || null;
  };
  /** @type {Halfhour["showVerdicts"]} */
  halfhour.showVerdicts = (rule, level) => {
    halfhour.data().units.forEach((unit, number) => {
      const wanted = unit.level === level && (!rule || rule.of.has(number));
      const drawn = wanted ? whereIs(number) : made.get(number);
      if (!drawn) return;
      if (!wanted && shown.delete(number)) group.removeLayer(drawn.layer);
      if (!wanted) return;
      draw(drawn, lookOf(rule, number));
      if (shown.has(number)) return;
      shown.set(number, drawn);
      group.addLayer(drawn.layer);
    });
    // What falls short lies over what does not.
    shown.forEach((drawn) => { if (!drawn.area && drawn.layer.options.corners) drawn.layer.bringToFront(); });
  };

  // Marks the unit whose rules the panel lists.
  /** @type {Drawn | null} */
  let marked = null;
  /** @type {Halfhour["markPlace"]} */
  halfhour.markPlace = (number) => {
    if (marked && marked.area) marked.layer.setStyle({ color: "#fffdfa", weight: 1.2 });
    marked = shown.get(number) || null;
    if (marked && marked.area) marked.layer.setStyle({ color: "#23211e", weight: 3 }).bringToFront();
  };

  /** @type {Halfhour["verdicts"]} */
  halfhour.verdicts = (data) => {
    patterns();
    group = L.layerGroup();
    return labelled(group, data);
  };

  // The borders of the largest units stay in sight at every level.
  /** @type {Halfhour["frameVerdicts"]} */
  halfhour.frameVerdicts = (map) => {
    const { units, digits } = halfhour.data(), frame = L.svg({ pane: "borders" });
    const first = units.filter((unit) => unit.polygons).reduce((low, unit) => Math.min(low, unit.level), Infinity);
    units.filter((unit) => unit.level === first).forEach(({ polygons }) => {
      if (polygons) L.polygon(polygons.map((rings) => rings.map((ring) => decode(ring, digits))), { pane: "borders", renderer: frame, fill: false, color: "#5a554d", weight: 1.3, opacity: 0.8, interactive: false }).addTo(map);
    });
    map.on("zoomend", () => shown.forEach((drawn) => { if (!drawn.area) drawn.layer.setRadius(radius(Boolean(drawn.layer.options.corners))); }));
  };

  // What the signs mean, for all rules or for one.
  /** @type {Halfhour["legend"]} */
  halfhour.legend = (rule, hasPoints, box) => {
    box.textContent = "";
    element("h2", t("Legend"), box);
    const list = element("ul", "", box);
    (rule ? [VERDICTS[MET], VERDICTS[SHORT], VERDICTS[NONE]] : COUNTS.slice(1).concat(COUNTS[0])).forEach((look) => {
      const line = element("li", "", list);
      const svg = make("svg", { viewBox: `0 0 ${hasPoints ? 56 : 32} 20`, "aria-hidden": "true" }, line);
      make("rect", { x: 1, y: 2, width: 28, height: 16, fill: look.fill, stroke: "#8b8479" }, svg);
      const ink = { fill: look.plain, stroke: look.line };
      if (hasPoints && isShort(look)) make("path", { d: "M46 3l7 12H39z", ...ink }, svg);
      else if (hasPoints) make("circle", { cx: 46, cy: 10, r: 4.5, ...ink }, svg);
      element("span", (look.sign ? look.sign + " " : "") + t(look.words), line);
    });
  };

  Object.assign(halfhour, { verdictOf, whereIs, VERDICTS, NONE, MET, SHORT, showText: show });
})();
