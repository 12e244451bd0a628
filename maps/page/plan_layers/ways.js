// The way of a cell to its site: its line on the map, and how long it is on roads of each class.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  const COLOURS = { today: "#12355b", choice: "#5b2a86" };
  const SHOWN_MAX = 5, REST = "other roads", OFF = "on foot, off the roads";
  /** @type {WayTable | null} */
  let known = null;

  /** @type {(ways: WaysData) => WayTable} */
  const read = (ways) => {
    const { unpack, wholes, steps } = halfhour, back = wholes(ways.onward), size = back.length;
    const costs = wholes(ways.cost), ends = wholes(ways.left), sizes = wholes(ways.sizes), moves = steps(ways.steps);
    const onward = Int32Array.from(back, (step, i) => (step ? i - step : -1)), starts = new Uint32Array(size + 1);
    const cost = new Float64Array(size), left = new Float64Array(size), x = new Int32Array(moves.length / 2), y = new Int32Array(moves.length / 2);
    // Where each segment ends, away from the site.
    const endX = new Int32Array(size), endY = new Int32Array(size);
    let at = 0, last = 0, siteX = 0, siteY = 0;
    for (let i = 0; i < size; i++) {
      const next = onward[i];
      starts[i + 1] = starts[i] + sizes[i];
      left[i] = next < 0 ? ends[last++] / ways.steps_a_unit : cost[next];
      cost[i] = left[i] + costs[i] / ways.steps_a_unit;
      let px = next < 0 ? siteX : endX[next], py = next < 0 ? siteY : endY[next];
      for (let k = starts[i]; k < starts[i + 1]; k++) {
        x[k] = px += moves[at++];
        y[k] = py += moves[at++];
        if (next < 0 && k === starts[i]) [siteX, siteY] = [px, py];
      }
      endX[i] = px;
      endY[i] = py;
    }
    const { now: today, then: plan } = halfhour.cellTable(), now = unpack(ways.now), others = unpack(ways.then), then = Uint32Array.from(now);
    let other = 0;
    for (let i = 0; i < then.length; i++) {
      if (plan.site[i] < 0) then[i] = 0;
      else if (plan.site[i] !== today.site[i] || plan.cost[i] !== today.cost[i]) then[i] = others[other++];
    }
    return { onward, cost, left, of: unpack(ways.of), starts, x, y, now, then };
  };

  /** @type {Halfhour["wayOf"]} */
  const wayOf = (cell, when) => {
    const { ways } = halfhour.data();
    if (!ways) return null;
    const table = known || read(ways), { onward, starts, x, y } = table, total = halfhour.cellTable()[when].cost[cell];
    known = table;
    if (!table[when][cell]) return null;
    /** @type {Map<number, number>} */
    const spent = new Map();
    /** @type {Place[]} */
    const line = [];
    const unit = 10 ** ways.digits;
    let on = 0;
    for (let i = table[when][cell] - 1; i >= 0; i = onward[i]) {
      const own = table.cost[i] - table.left[i], of = table.of[i];
      spent.set(of, (spent.get(of) || 0) + own);
      on += own;
      for (let k = starts[i + 1] - 1; k >= starts[i]; k--) line.push([y[k] / unit, halfhour.unwrap(x[k] / unit)]);
    }
    const classes = Array.from(spent, ([of, cost]) => ({ name: ways.classes[of], cost })).sort((a, b) => b.cost - a.cost);
    return { line, total, off: Math.max(0, total - on), classes };
  };

  // Rounded so that the sum of all is the total as it is shown: the largest remainders are rounded up.
  /** @type {(costs: number[], total: number) => number[]} */
  const rounded = (costs, total) => {
    const step = halfhour.data().unit === "s" ? 6 : 1, shares = costs.map((cost) => cost / step);
    const whole = step === 6 ? Math.round(Number((total / 60).toFixed(1)) * 10) : Math.round(total), result = shares.map(Math.floor);
    const order = shares.map((share, i) => ({ i, rest: share - result[i] })).sort((a, b) => b.rest - a.rest);
    let missing = whole - result.reduce((sum, one) => sum + one, 0);
    for (let k = 0; missing > 0; k++, missing--) result[order[k % order.length].i]++;
    return result.map((one) => one * step);
  };

  // One row for each class, a column for each way.
  /** @type {(told: Told[], parent: HTMLElement) => void} */
  const table = (told, parent) => {
    const columns = told.map(({ way }) => {
      const names = way.classes.map(({ name }) => name).concat(OFF);
      const costs = rounded(way.classes.map(({ cost }) => cost).concat(way.off), way.total);
      return new Map(names.map((name, i) => /** @type {[string, number]} */ ([name, costs[i]])));
    });
    /** @type {(name: string) => number} */
    const sum = (name) => columns.reduce((all, column) => all + (column.get(name) || 0), 0);
    const names = Array.from(new Set(columns.reduce((all, column) => all.concat(Array.from(column.keys())), /** @type {string[]} */ ([]))));
    const roads = names.filter((name) => name !== OFF && sum(name) > 0).sort((one, other) => sum(other) - sum(one)), rest = roads.slice(SHOWN_MAX);
    columns.forEach((column) => column.set(REST, rest.reduce((all, name) => all + (column.get(name) || 0), 0)));
    const box = element("table", "", parent), head = element("tr", "", element("thead", "", box)), body = element("tbody", "", box);
    element("th", t("The way"), head).scope = "col";
    told.forEach(({ side, caption }) => {
      const cell = element("th", "", head);
      cell.scope = "col";
      element("i", "", cell).style.borderTopColor = COLOURS[side];
      cell.append(show(caption));
    });
    for (const name of [...roads.slice(0, SHOWN_MAX), REST, OFF]) {
      if (!sum(name)) continue;
      const row = element("tr", "", body);
      element("th", t(name), row).scope = "row";
      columns.forEach((column) => element("td", halfhour.cost(column.get(name) || 0), row).className = "short");
    }
  };

  // The ways that are told of a cell; where today's is that of the choice too, it is one.
  /** @type {(ways: CellWays) => { side: Side, when: "now" | "then", way: Way | null }[]} */
  const chosen = ({ cell, today, choice }) => {
    /** @type {{ side: Side, when: "now" | "then", way: Way | null }[]} */
    const result = [];
    if (today) result.push({ side: "today", when: "now", way: wayOf(cell, "now") });
    if (choice === "then") result.push({ side: "choice", when: "then", way: wayOf(cell, "then") });
    return result;
  };

  /** @type {Halfhour["tellWays"]} */
  const tellWays = (ways, popup) => {
    if (!ways.today && !ways.choice) return;
    const box = element("div", "", popup, { className: "ways" });
    if (!halfhour.data().ways) {
      element("p", t("The travel times were read from a table, which says nothing of the way."), box);
      return;
    }
    const parts = chosen(ways), { model } = halfhour;
    /** @type {(side: Side) => Message} */
    const caption = (side) => (side === "today" ? ["Today"] : [model.isPlan() ? "With the plan" : "With the chosen sites"]);
    /** @type {Told[]} */
    const told = [];
    for (const { side, way } of parts) if (way) told.push({ side, way, caption: ways.choice === "now" ? [""] : caption(side) });
    if (told.length) table(told, box);
    if (ways.choice === "other") element("p", t("The way to the nearest of the chosen sites is not in this page: it has those to the nearest sites of today and of the plan."), box);
    if (parts.some(({ way }) => !way)) element("p", t("The way of this cell is not in this page, which has those of the cells that lack a site most."), box);
    const lines = told.filter(({ way }) => way.line.length);
    if (!lines.length) return;
    element("button", t("Show the whole way"), box, { type: "button" }).addEventListener("click", () => {
      const bounds = L.latLngBounds([halfhour.cellTable().latlng(ways.cell)]);
      lines.forEach(({ way }) => way.line.forEach((place) => bounds.extend(place)));
      // Below the popup, which stands over the cell.
      const above = Math.min(popup.clientHeight + 40, halfhour.map.getSize().y / 2);
      halfhour.map.fitBounds(bounds, { maxZoom: 16, paddingTopLeft: [40, above], paddingBottomRight: [40, 40] });
    });
  };

  // Where the site stands that a way leads to, if the page knows.
  /** @type {(cell: number, when: "now" | "then") => Place[]} */
  const siteAt = (cell, when) => {
    const site = halfhour.siteNumber(halfhour.data().cells.near_ids[halfhour.cellTable()[when].site[cell]]);
    return site === undefined ? [] : [halfhour.model.sites[site].at];
  };

  /** @type {Halfhour["drawWays"]} */
  const drawWays = (map, ways) => {
    const group = L.layerGroup(), renderer = L.svg({ pane: "ways" });
    /** @type {(line: L.LatLngExpression[], style: L.PolylineOptions) => void} */
    const draw = (line, style) => { group.addLayer(L.polyline(line, { pane: "ways", renderer, interactive: false, lineCap: "round", ...style })); };
    const shown = chosen(ways);
    for (const { way } of shown) if (way) draw(way.line, { color: "#ffffff", weight: 8, opacity: 0.9 });
    for (const { side, when, way } of shown) {
      if (!way || !way.line.length) continue;
      const { line } = way, color = COLOURS[side];
      /** @type {L.LatLngExpression[][]} */
      const legs = [[halfhour.cellTable().latlng(ways.cell), line[0]], [line[line.length - 1], ...siteAt(ways.cell, when)]];
      // Where both ways take one road, today's shows beside that of the choice.
      const weight = side === "today" ? 5 : 3;
      draw(line, { color, weight, className: "way-" + side });
      legs.forEach((leg) => draw(leg, { color, weight: 2.5, dashArray: "1 6" }));
    }
    group.addTo(map);
    map.once("popupclose", () => {
      group.remove();
      renderer.remove();
    });
  };

  Object.assign(halfhour, { wayOf, tellWays, drawWays });
})();
