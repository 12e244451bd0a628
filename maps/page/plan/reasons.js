// What a popup says of a cell: whom it holds, its nearest sites, and why it is not served.
"use strict";
(() => {
  const CODES = ["", "beyond_limit", "no_road", "island", "no_time", "no_site", "no_place"], OFF_ROAD = ["no_road", "no_time"];
  /** @type {(state: CellState, i: number) => string} */
  const code = (state, i) => CODES[state.reason[i]];

  // Whether a cell is on no road, or has no travel times.
  /** @type {Halfhour["offRoad"]} */
  const offRoad = (i) => OFF_ROAD.includes(code(halfhour.cellTable().then, i));

  // The site that Python found nearest, if it is open in this choice.
  /** @type {(state: CellState, i: number, all: boolean) => Nearest | null} */
  const known = (state, i, all) => {
    const site = state.site[i] < 0 ? undefined : halfhour.siteNumber(halfhour.data().cells.near_ids[state.site[i]]);
    return site === undefined || !halfhour.model.open(site) ? null : { site, cost: state.cost[i], exact: all };
  };

  // The nearest open site. The page keeps the costs of pairs by class, but Python's nearest ones exactly: these
  // are the nearest of the choice, too, where it opens no site that Python did not know of.
  /** @type {(i: number) => Nearest | null} */
  const nearest = (i) => {
    const { model } = halfhour, table = halfhour.cellTable(), found = model.nearest(i), open = model.state().open;
    /** @type {(set: (site: number) => unknown) => boolean} */
    const within = (set) => open.every((one, site) => !one || set(site));
    const all = [known(table.now, i, within((site) => model.existing[site])), known(table.then, i, within(model.planned))];
    const [best] = /** @type {Nearest[]} */ (all.filter(Boolean)).sort((a, b) => a.cost - b.cost || Number(b.exact) - Number(a.exact));
    if (best && (!found || best.exact || best.cost <= found.upTo)) return best;
    return found && { site: found.site, cost: found.upTo, exact: false };
  };

  // Why a cell is not served, as a message; `cost` is that of the nearest site, as far as it is known.
  /** @type {(why: string, limit: string, found: { cost: number, exact: boolean } | null) => Message} */
  const reason = (why, limit, found) => {
    const data = halfhour.data();
    if (why === "no_road" && data.snap) return ["Not served: no usable road within {distance}.", { distance: data.snap }];
    if (why !== "beyond_limit") return [data.reasons[CODES.indexOf(why)], { limit }];
    if (!found) return ["Not served: no open site within {cost}.", { cost: { cost: data.reach.ends[data.reach.ends.length - 1] } }];
    return found.exact ? ["Not served: the nearest site is {cost} away, farther than {limit}.", { cost: { cost: found.cost }, limit }]
      : ["Not served: the nearest site is farther than {limit}, at most {cost} away.", { cost: { cost: found.cost }, limit }];
  };

  // Whose way is that to a site: today's, the plan's, or none that Python kept.
  /** @type {(i: number, site: number) => CellWays["choice"]} */
  const wayTo = (i, site) => {
    const { now, then } = halfhour.cellTable(), ids = halfhour.data().cells.near_ids;
    /** @type {(state: CellState) => boolean} */
    const leads = (state) => state.site[i] >= 0 && halfhour.siteNumber(ids[state.site[i]]) === site;
    return leads(now) ? "now" : leads(then) ? "then" : "other";
  };

  /** @type {Halfhour["tellCell"]} */
  const tellCell = (i, side) => {
    const data = halfhour.data(), { model } = halfhour, { now, then } = halfhour.cellTable();
    /** @type {(state: CellState) => Message} */
    const near = (state) => state.site[i] < 0 ? ["none in reach"] : ["{site}, {cost}", { site: data.cells.near_names[state.site[i]], cost: { cost: state.cost[i] } }];
    /** @type {Message} */
    const title = ["{people} people", { people: { people: model.weight(i) } }];
    /** @type {Popup["rows"]} */
    const rows = [["Nearest site today", near(now)]];
    if (model.places()) rows.push(["with a place", { people: model.served(i, side) }]);
    const limit = halfhour.limit(data.reach.limits[model.state().limit]);
    if (side === "today") {
      const why = model.today(i) ? (model.missing(i, side) > 0 ? "no_place" : "") : code(now, i) || "beyond_limit";
      return { title, rows, reason: reason(why, limit, now.site[i] < 0 ? null : { cost: now.cost[i], exact: true }), ways: { cell: i, today: now.site[i] >= 0, choice: null } };
    }
    const found = nearest(i), name = found ? model.sites[found.site].name : "";
    /** @type {Message} */
    const said = !found ? ["none within {cost}", { cost: { cost: data.reach.ends[data.reach.ends.length - 1] } }]
      : found.exact ? ["{site}, {cost}", { site: name, cost: { cost: found.cost } }] : ["{site}, at most {cost}", { site: name, cost: { cost: found.cost } }];
    if (!model.isPlan()) rows.push(["With the chosen sites", said]);
    else if (now.site[i] !== then.site[i]) rows.push(["With the plan", near(then)]);
    const none = model.isPlan() ? code(then, i) === "no_site" : !model.state().open.some(Boolean);
    const off = offRoad(i) || (code(then, i) === "island" && !found && !none);
    const why = model.hits[i] ? (model.missing(i, side) > 0 ? "no_place" : "") : off ? code(then, i) : none ? "no_site" : "beyond_limit";
    return { title, rows, reason: reason(why, limit, found), ways: { cell: i, today: now.site[i] >= 0, choice: found && wayTo(i, found.site) } };
  };

  Object.assign(halfhour, { tellCell, offRoad });
})();
