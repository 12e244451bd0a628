// People near the limit: whom the open sites serve only just, and whom they only just do not.
"use strict";
(() => {
  const { t, unpack } = halfhour;
  /** @type {{ now: Numbers, then: Numbers } | null} */
  let costs = null;

  // Costs of the nearest site today and with the plan, known beyond every limit too; -1 where there is none.
  const nearest = () => {
    const { cells } = halfhour.data();
    if (!costs) costs = { now: unpack(cells.now_cost), then: unpack(cells.then_cost) };
    return costs;
  };

  // Which cells the open sites reach up to a class of cost.
  /** @type {(last: number) => Uint8Array} */
  const reached = (last) => {
    const { size, sites, starts, cells, classes, open } = halfhour.model, found = new Uint8Array(size);
    for (let site = 0; site < sites.length; site++) {
      if (!open(site)) continue;
      for (let pair = starts[site]; pair < starts[site + 1]; pair++) if (classes[pair] <= last) found[cells[pair]] = 1;
    }
    return found;
  };

  // `complete` says that costs are known up to the longer limit; else whoever is not reached there is not known.
  /** @type {(served: (cell: number) => boolean, lower: (cell: number) => boolean, upper: (cell: number) => boolean, complete: boolean) => NearFigures} */
  const counted = (served, lower, upper, complete) => {
    const { model } = halfhour;
    let lost = 0, gained = 0, known = true;
    for (let cell = 0; cell < model.size; cell++) {
      const people = model.weight(cell);
      if (!(people > 0)) continue;
      if (served(cell)) {
        if (!lower(cell)) lost += people;
      } else if (upper(cell)) gained += people;
      else known = known && complete;
    }
    return { lost, gained: known ? gained : null };
  };

  /** @type {Halfhour["nearLimit"]} */
  const nearLimit = () => {
    const { near } = halfhour.data().reach, { model } = halfhour;
    if (!near) return null;
    const { limit } = model.state(), upper = near.upper[limit], lower = near.lower[limit];
    const complete = near.known === null || near.known >= upper, { now, then } = nearest();
    /** @type {(cost: Numbers, most: number) => (cell: number) => boolean} */
    const within = (cost, most) => (cell) => cost[cell] >= 0 && cost[cell] <= most;
    const just = reached(near.lower_classes[limit]), last = near.upper_classes[limit];
    const beyond = last >= 0 ? reached(last) : null;
    const wide = beyond ? (/** @type {number} */ cell) => beyond[cell] > 0
      : model.isPlan() ? within(then, upper) : model.isToday() ? within(now, upper) : () => false;
    const told = Boolean(beyond) || model.isPlan() || model.isToday();
    return {
      choice: counted((cell) => model.hits[cell] > 0, (cell) => just[cell] > 0, wide, complete && told),
      today: counted(model.today, within(now, lower), within(now, upper), complete),
      // Pairs are in the page up to the widest limit alone.
      told,
    };
  };

  /** @type {Halfhour["nearWords"]} */
  const nearWords = () => {
    const { near } = halfhour.data().reach, percent = near ? near.percent : "";
    return halfhour.data().unit === "s"
      ? [t("within reach, lost at speeds {percent}% lower", { percent }), t("more within reach at speeds {percent}% higher", { percent })]
      : [t("within reach, lost at a limit {percent}% shorter", { percent }), t("more within reach at a limit {percent}% longer", { percent })];
  };

  Object.assign(halfhour, { nearLimit, nearWords });
})();
