// Units with their figures for today and for the sites of the moment: shares, people in the gap, and a table.
"use strict";
(() => {
  const { t, show, count, percent, element } = halfhour;
  const LINE = { color: "#ffffff", weight: 1, fillOpacity: 0.75, pane: "shares" };
  const CIRCLE = { color: "#8a1c10", weight: 1.4, fillColor: "#a50f15", fillOpacity: 0.28, pane: "candidates", className: "gap-circle" };
  const RADIUS_MAX_PX = 30, RADIUS_MIN_PX = 3;
  /** @type {Side[]} */
  const SIDES = ["today", "choice"];
  /** @type {Record<string, UnitFigures[]>} */
  let kept = {};
  let keptFor = -1;

  /** @param {string} level */
  const levelNumber = (level) => halfhour.data().cells.levels.findIndex((one) => one.level === level);

  // Figures of a level's units on one side, counted once for each state of the model.
  /** @type {(level: number, side: Side) => UnitFigures[]} */
  const figures = (number, side) => {
    const { model } = halfhour, key = model.version();
    if (key !== keptFor) {
      kept = {};
      keptFor = key;
    }
    const name = number + side;
    if (kept[name]) return kept[name];
    /** @type {(cell: number) => boolean} */
    const reached = side === "today" ? (i) => model.today(i) : (i) => model.hits[i] > 0;
    const people = model.sumByUnit(number, () => true), have = model.servedByUnit(number, side);
    const unreachable = model.sumByUnit(number, (i) => !reached(i) && halfhour.offRoad(i));
    const within = model.places() ? model.sumByUnit(number, reached) : have;
    kept[name] = Array.from(people, (all, unit) => ({
      people: all, gap: Math.max(0, all - have[unit]), unreachable: unreachable[unit], share: all > 0 ? have[unit] / all : null,
      noPlace: Math.max(0, within[unit] - have[unit]),
    }));
    return kept[name];
  };
  const NOBODY = { people: 0, gap: 0, unreachable: 0, share: null, noPlace: 0 };
  /** @type {(unit: UnitKey, side: Side) => UnitFigures} */
  const of = ({ level, id }, side) => {
    const number = levelNumber(level), unit = halfhour.data().cells.levels[number].ids.indexOf(id);
    return unit < 0 ? NOBODY : figures(number, side)[unit];
  };

  /** @type {Halfhour["unitRows"]} */
  const unitRows = (unit) => {
    const now = of(unit, "today"), then = of(unit, "choice");
    /** @type {Popup["rows"]} */
    const noPlace = halfhour.model.places() ? [["of it without a place", { people: then.noPlace }]] : [];
    return [
      ["People", { people: now.people }],
      ["Share served today", { share: now.share }],
      ["Share served with these sites", { share: then.share }],
      ["Gap today", { people: now.gap }],
      ["Gap with these sites", { people: then.gap }],
      ["of it unreachable", { people: then.unreachable }],
      ...noPlace,
    ];
  };
  // What hovers over a unit: its name and, if it has figures, its share on the side of the moment.
  /** @type {Halfhour["unitTitle"]} */
  const unitTitle = (popup) => {
    if (!popup.unit) return show(popup.title);
    const side = halfhour.compare.sides().slice(-1)[0];
    return show(popup.title) + ": " + percent(of(popup.unit, side).share);
  };

  // Shares with just the plan's sites, whatever is chosen.
  /** @type {(number: number) => (number | null)[]} */
  const planShares = (number) => {
    const { model } = halfhour, state = model.state(), planned = model.sites.map((_, site) => (model.planned(site) ? 1 : 0));
    const other = planned.some((value, site) => value !== state.open[site]);
    if (other) model.set({ ...state, open: planned });
    const shares = figures(number, "choice").map((one) => one.share);
    if (other) model.set(state);
    return shares;
  };
  // Where classes end: the same whatever sites are chosen, anew for another limit, group or year.
  /** @type {Map<string, number[]>} */
  const boundsKept = new Map();
  /** @param {number} number */
  const boundsOf = (number) => {
    const { limit, group, step } = halfhour.model.state(), key = [number, limit, group, step].join(" "), known = boundsKept.get(key);
    if (known) return known;
    const shares = figures(number, "today").map((one) => one.share).concat(planShares(number));
    const found = halfhour.classBounds(/** @type {number[]} */ (shares.filter((share) => share !== null)));
    boundsKept.set(key, found);
    return found;
  };

  // A choropleth, drawn once for each side that is seen.
  /** @type {Made<SharesLayer, [data: SharesData]>} */
  const Shares = L.LayerGroup.extend(/** @type {Methods<SharesLayer>} */ ({
    initialize(data) {
      L.LayerGroup.prototype.initialize.call(this, []);
      this.data = data;
      this.parts = {};
    },
    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      this.paint();
    },
    part(side) {
      const known = this.parts[side];
      if (known) return known;
      const renderer = L.svg({ pane: "shares" });
      const units = this.data.features.map(({ polygons, popup }) => {
        const layer = L.polygon(polygons.map((rings) => rings.map((ring) => halfhour.decode(ring, this.data.digits))), { ...LINE, renderer });
        layer.bindTooltip(() => element("span", unitTitle(popup)), { sticky: true });
        layer.on("click", (event) => {
          L.DomEvent.stopPropagation(event);
          halfhour.openAt(this._map, event.latlng, popup);
        });
        return { layer, unit: popup.unit };
      });
      const made = { units, group: L.layerGroup(units.map((one) => one.layer)), renderer };
      this.parts[side] = made;
      return made;
    },
    colour(share) {
      const { colours, nobody, level } = this.data, bounds = boundsOf(levelNumber(level));
      return share === null ? nobody : halfhour.classColours(colours, bounds)[bounds.filter((bound) => share >= bound).length];
    },
    // What its colours mean; nobody lives in a unit without a share.
    legend() {
      const { colours, nobody, level, label, features } = this.data, bounds = boundsOf(levelNumber(level)), words = halfhour.classWords(bounds);
      /** @type {[Element, string][]} */
      const rows = halfhour.classColours(colours, bounds).map((colour, i) => [halfhour.swatch(colour), words[i]]);
      if (features.some(({ popup }) => of(popup.unit, "today").share === null)) rows.push([halfhour.swatch(nobody), t("nobody lives here")]);
      return [{ title: show(label), rows }];
    },
    paint() {
      if (!this._map) return;
      const sides = halfhour.compare.sides();
      for (const side of SIDES) {
        if (!sides.includes(side)) {
          const hidden = this.parts[side];
          if (hidden) this.removeLayer(hidden.group);
          continue;
        }
        const { units, group, renderer } = this.part(side);
        this.addLayer(group);
        halfhour.compare.follow(renderer._container, side);
        units.forEach((one) => one.layer.setStyle({ fillColor: this.colour(of(one.unit, side).share) }));
      }
    },
  }));

  // The middle of each unit's people.
  /** @param {number} number */
  const middles = (number) => {
    const { model } = halfhour, table = halfhour.cellTable(), unitOf = model.unitOf(number);
    const sums = halfhour.data().cells.levels[number].ids.map(() => [0, 0, 0]);
    for (let i = 0; i < unitOf.length; i++) {
      if (unitOf[i] < 0) continue;
      const { lat, lng } = table.latlng(i), weight = model.weight(i) + 1e-9, sum = sums[unitOf[i]];
      sum[0] += weight * lat;
      sum[1] += weight * lng;
      sum[2] += weight;
    }
    return sums.map(([lat, lng, weight]) => L.latLng(lat / weight, lng / weight));
  };

  /** @type {Made<GapCirclesLayer, [data: GapCircleData]>} */
  const GapCircles = L.LayerGroup.extend(/** @type {Methods<GapCirclesLayer>} */ ({
    initialize(data) {
      L.LayerGroup.prototype.initialize.call(this, []);
      this.level = data.level;
      this.circles = [];
    },
    onAdd(map) {
      const number = levelNumber(this.level), { ids, names } = halfhour.data().cells.levels[number];
      if (!this.circles.length) {
        const renderer = L.svg({ pane: "candidates" });
        this.circles = middles(number).map((at, unit) => {
          const circle = L.circleMarker(at, { ...CIRCLE, radius: 0, renderer });
          const side = () => halfhour.compare.sideOf(at);
          /** @type {Popup} */
          const popup = { title: names[unit], note: [this.level], rows: [], unit: { level: this.level, id: ids[unit] } };
          circle.bindTooltip(() => element("span", t("{unit}: {people} people in the gap", { unit: names[unit], people: { people: figures(number, side())[unit].gap } })));
          circle.bindPopup(() => halfhour.content(popup));
          this.addLayer(circle);
          return circle;
        });
      }
      L.LayerGroup.prototype.onAdd.call(this, map);
      this.paint();
    },
    // Areas are as the people; the largest gap of today has the largest circle, so that circles shrink as sites open.
    paint() {
      if (!this._map) return;
      const number = levelNumber(this.level), most = Math.max(...figures(number, "today").map((one) => one.gap), 1);
      this.circles.forEach((circle, unit) => {
        const { gap } = figures(number, halfhour.compare.sideOf(circle.getLatLng()))[unit];
        circle.setRadius(gap > 0 ? Math.max(RADIUS_MIN_PX, RADIUS_MAX_PX * Math.sqrt(gap / most)) : 0);
        circle.setStyle({ opacity: gap > 0 ? 1 : 0 });
      });
    },
  }));

  /** @param {L.Layer} layer */
  const repaint = (layer) => { if (layer instanceof Shares || layer instanceof GapCircles) layer.paint(); };
  halfhour.compare.onChange((what) => {
    if (halfhour.map) halfhour.map.eachLayer((layer) => { if (what === "mode" || layer instanceof GapCircles) repaint(layer); });
  });

  /** @type {Halfhour["flyToUnit"]} */
  const flyToUnit = (map, number, unit) => {
    const { level, ids, names } = halfhour.data().cells.levels[number], { model } = halfhour, table = halfhour.cellTable();
    const unitOf = model.unitOf(number), bounds = L.latLngBounds([]);
    for (let i = 0; i < unitOf.length; i++) if (unitOf[i] === unit) bounds.extend(table.latlng(i));
    map.fitBounds(bounds, { maxZoom: 14 });
    halfhour.tellAt(map, bounds.getCenter(), { title: names[unit], note: [level], rows: [], unit: { level, id: ids[unit] } });
  };

  // The table of a level's units; a click on a heading sorts, one on a name flies there.
  /** @type {[key: "name" | "share" | "gap", label: string][]} */
  const COLUMNS = [["name", "Unit"], ["share", "Share"], ["gap", "In the gap"]];
  /** @type {{ key: "name" | "share" | "gap", up: boolean }} */
  let order = { key: "gap", up: false };
  let unfolded = false;
  /** @type {Halfhour["unitTable"]} */
  const unitTable = (parent, map) => {
    const box = element("details", "", parent, { className: "units", open: unfolded });
    const title = element("summary", "", box), table = element("table", "", element("div", "", box, { className: "scroll" }));
    const head = element("tr", "", element("thead", "", table)), body = element("tbody", "", table);
    /** @type {(a: UnitRow, b: UnitRow) => number} */
    const compared = (a, b) => (order.key === "name" ? a.name.localeCompare(b.name, halfhour.lang()) : Number(a[order.key]) - Number(b[order.key]));
    /** @type {(a: UnitRow, b: UnitRow) => number} */
    const rank = (a, b) => {
      // Units where nobody lives have no share, and come last.
      const none = [a, b].map((one) => one[order.key] === null);
      if (none[0] || none[1]) return Number(none[0]) - Number(none[1]);
      const step = compared(a, b);
      return (order.up ? step : -step) || a.unit - b.unit;
    };
    const buttons = COLUMNS.map(([key, label]) => {
      const cell = element("th", "", head, { scope: "col" }), button = element("button", "", cell, { type: "button", className: "plain" });
      button.dataset.sort = key;
      button.addEventListener("click", () => {
        order = { key, up: order.key === key ? !order.up : key !== "gap" };
        fill();
      });
      return { key, label, cell, button };
    });
    const fill = (always = false) => {
      const number = halfhour.model.state().level, level = halfhour.data().cells.levels[number];
      title.textContent = t("Figures by {level}", { level: [level.level] });
      if (!box.open && !always) return;
      buttons.forEach(({ key, label, cell, button }) => {
        const sorted = order.key === key;
        button.textContent = t(label) + (sorted ? (order.up ? " ▲" : " ▼") : "");
        if (sorted) cell.setAttribute("aria-sort", order.up ? "ascending" : "descending");
        else cell.removeAttribute("aria-sort");
      });
      const rows = figures(number, "choice").map((one, unit) => ({ ...one, unit, name: level.names[unit] })).sort(rank);
      body.textContent = "";
      rows.forEach((one) => {
        const row = element("tr", "", body), name = element("th", "", row, { scope: "row" });
        row.dataset.unit = level.ids[one.unit];
        element("button", one.name, name, { type: "button", className: "plain" }).addEventListener("click", () => flyToUnit(map, number, one.unit));
        element("td", percent(one.share), row).dataset.figure = "unitShare";
        element("td", count(one.gap), row).dataset.figure = "unitGap";
      });
    };
    box.addEventListener("toggle", () => {
      unfolded = box.open;
      fill();
    });
    box.addEventListener("paper", () => fill(true));
    box.hidden = !halfhour.data().cells.levels.length;
    return { fill: () => { if (!box.hidden) fill(); } };
  };

  /** @type {Halfhour["shares"]} */
  const shares = (data) => {
    const layer = halfhour.labelled(new Shares(data), data);
    return Object.assign(layer, { halfhourLegend: () => layer.legend() });
  };
  /** @type {Halfhour["gap_circles"]} */
  const gap_circles = (data) => Object.assign(halfhour.labelled(new GapCircles(data), data), {
    halfhourLegend: () => [{ rows: [[halfhour.sign([["circle", { cx: 10, cy: 10, r: 8, fill: CIRCLE.fillColor, "fill-opacity": CIRCLE.fillOpacity, stroke: CIRCLE.color, "stroke-width": CIRCLE.weight }]]), t("People in the gap of a unit: area of the circle")]] }],
  });
  /** @type {Halfhour["repaintUnits"]} */
  const repaintUnits = (map) => map.eachLayer(repaint);

  Object.assign(halfhour, { unitRows, unitTitle, unitTable, shares, gap_circles, repaintUnits, flyToUnit });
})();
