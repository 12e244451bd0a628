// People who are not served, by area, for the choice of the moment: how many, why, how far, and what would help them.
"use strict";
(() => {
  const { unpack } = halfhour;
  const NOBODY = 1e-6, FINALISTS = 3, MOST_COUNTED = 12;
  /** @type {Numbers | null} */
  let areaOf = null;
  /** @type {Numbers | null} */
  let order = null;
  /** @type {Partial<Record<Side, { version: number, areas: GapArea[] }>>} */
  const kept = {};

  const areas = () => {
    if (!areaOf) areaOf = unpack(halfhour.data().gaps.of);
    return areaOf;
  };
  // Places of all cells, looked up once.
  /** @type {{ lat: Float64Array, lng: Float64Array } | null} */
  let cellAt = null;
  const cellPlaces = () => {
    if (cellAt) return cellAt;
    const { size } = halfhour.model, table = halfhour.cellTable();
    cellAt = { lat: new Float64Array(size), lng: new Float64Array(size) };
    for (let cell = 0; cell < size; cell++) {
      const { lat, lng } = table.latlng(cell);
      cellAt.lat[cell] = lat;
      cellAt.lng[cell] = lng;
    }
    return cellAt;
  };
  /** @param {number} people */
  const rounded = (people) => Math.round(people * 1e6) / 1e6;
  /** @type {(cell: number, side: Side) => boolean} */
  const reached = (cell, side) => (side === "today" ? halfhour.model.today(cell) : halfhour.model.hits[cell] > 0);
  /** @type {(cell: number, side: Side) => number} */
  const unserved = (cell, side) => (reached(cell, side) ? halfhour.model.missing(cell, side) : halfhour.model.weight(cell));

  // Areas in which anybody is not served, most people first.
  /** @type {GapFigures["list"]} */
  const list = (side) => {
    const { model } = halfhour, known = kept[side];
    if (known && known.version === model.version()) return known.areas;
    const of = areas(), { names, parts } = halfhour.data().gaps, at = cellPlaces();
    /** @type {GapArea[]} */
    const all = names.map((name, area) => ({ area, name, part: parts[area], people: 0, unserved: 0, noRoad: 0, noPlace: 0, beyond: 0, lat: 0, lng: 0 }));
    for (let cell = 0; cell < model.size; cell++) {
      const one = all[of[cell]], people = unserved(cell, side);
      one.people += model.weight(cell);
      if (!(people > 0)) continue;
      one.unserved += people;
      if (reached(cell, side)) one.noPlace += people;
      else if (halfhour.offRoad(cell)) one.noRoad += people;
      else one.beyond += people;
      one.lat += people * at.lat[cell];
      one.lng += people * at.lng[cell];
    }
    const found = all.filter((one) => one.unserved > NOBODY).sort((a, b) => b.unserved - a.unserved || a.area - b.area);
    found.forEach((one) => {
      one.lat /= one.unserved;
      one.lng /= one.unserved;
    });
    kept[side] = { version: model.version(), areas: found };
    return found;
  };

  // The nearest open site of each cell: Python's where it searched these sites, else by the classes of the page's pairs.
  /** @type {() => { key: Int32Array, cost: Float64Array, exact: boolean, names(key: number): string }} */
  const nearest = () => {
    const { model } = halfhour, { cells, reach } = halfhour.data(), { now, then } = halfhour.cellTable(), size = model.size;
    const key = new Int32Array(size).fill(-1), cost = new Float64Array(size).fill(Infinity);
    const state = model.isPlan() ? then : model.isToday() ? now : null;
    if (state) {
      for (let cell = 0; cell < size; cell++) {
        if (state.site[cell] < 0) continue;
        key[cell] = state.site[cell];
        cost[cell] = state.cost[cell];
      }
      return { key, cost, exact: true, names: (one) => cells.near_names[one] };
    }
    for (let site = 0; site < model.sites.length; site++) {
      if (!model.open(site)) continue;
      for (let pair = model.starts[site]; pair < model.starts[site + 1]; pair++) {
        const cell = model.cells[pair], upTo = reach.ends[model.classes[pair]];
        if (upTo >= cost[cell]) continue;
        key[cell] = site;
        cost[cell] = upTo;
      }
    }
    // Python knows some sites that are farther away than the page's pairs, and others more exactly.
    const numbers = cells.near_ids.map((id) => halfhour.siteNumber(id));
    [now, then].forEach((one) => {
      for (let cell = 0; cell < size; cell++) {
        const site = one.site[cell] < 0 ? undefined : numbers[one.site[cell]];
        if (site === undefined || !model.open(site) || one.cost[cell] > cost[cell]) continue;
        key[cell] = site;
        cost[cell] = one.cost[cell];
      }
    });
    return { key, cost, exact: false, names: (one) => model.sites[one].name };
  };

  // The cost within which half of the people are.
  /** @type {(rows: { cost: number, people: number }[]) => number} */
  const middle = (rows) => {
    let all = 0, sum = 0;
    rows.forEach((row) => { all += row.people; });
    const sorted = rows.slice().sort((a, b) => a.cost - b.cost), half = all / 2 * (1 - 1e-12);
    const found = sorted.find((row) => (sum += row.people) >= half);
    return found ? found.cost : NaN;
  };

  /** @type {GapFigures["travel"]} */
  const travel = (asked) => {
    const { model } = halfhour, of = areas(), { key, cost, exact, names } = nearest();
    /** @type {Map<number, { cost: number, people: number }[]>} */
    const rows = new Map(asked.map((area) => [area, []]));
    /** @type {Map<number, Map<number, number>>} */
    const most = new Map(asked.map((area) => [area, new Map()]));
    for (let cell = 0; cell < model.size; cell++) {
      const own = rows.get(of[cell]), by = most.get(of[cell]), people = own ? unserved(cell, "choice") : 0;
      if (!own || !by || !(people > NOBODY)) continue;
      // Of other sites nobody knows whether cells beyond the page's pairs reach one at all.
      if (key[cell] < 0 && (exact || halfhour.offRoad(cell))) continue;
      own.push({ cost: cost[cell], people });
      if (key[cell] >= 0) by.set(key[cell], (by.get(key[cell]) || 0) + people);
    }
    /** @param {number} one */
    const rank = (one) => (exact ? halfhour.data().gaps.rank[one] : one);
    return new Map(asked.map((area) => {
      const own = rows.get(area) || [], by = Array.from(most.get(area) || []);
      const [first] = by.sort((a, b) => rounded(b[1]) - rounded(a[1]) || rank(a[0]) - rank(b[0]));
      return [area, { name: first ? names(first[0]) : "", middle: middle(own), most: own.reduce((far, row) => Math.max(far, row.cost), -Infinity), exact }];
    }));
  };

  // By closed site the unserved people within its reach in the areas asked for; and those whom it could serve if all
  // others stayed where they are: the nearest first, or under closest assignment those who have no nearer open site.
  /** @type {(asked: number[]) => Hope[]} */
  const hopes = (asked) => {
    const { model } = halfhour, of = areas(), { places, reach } = halfhour.data(), bound = reach.limit_classes[model.state().limit];
    const counted = model.places() && places && places.order ? places : null, closest = counted && counted.assignment === "closest";
    const place = new Map(asked.map((area, at) => [area, at])), { group } = model.state();
    if (counted && !order) order = unpack(/** @type {Packed} */ (counted.order));
    const ranks = order || [];
    /** @type {(site: number, act: (cell: number, pair: number) => void) => void} */
    const each = (site, act) => {
      for (let pair = model.starts[site]; pair < model.starts[site + 1]; pair++) if (model.classes[pair] <= bound) act(model.cells[pair], pair);
    };
    const least = new Float64Array(closest ? model.size : 0).fill(Infinity), left = Float64Array.from({ length: model.size }, (_, cell) => unserved(cell, "choice"));
    if (closest) model.sites.forEach((_, site) => { if (model.open(site)) each(site, (cell, pair) => { least[cell] = Math.min(least[cell], ranks[pair]); }); });
    /** @type {Hope[]} */
    const found = [];
    model.sites.forEach((_, site) => {
      if (model.open(site)) return;
      /** @type {Hope} */
      const one = { site, near: new Float64Array(asked.length), first: new Float64Array(asked.length), all: 0 };
      /** @type {number[]} */
      const coming = [];
      /** @type {number[]} */
      const rank = [];
      each(site, (cell, pair) => {
        if (!(left[cell] > 0)) return;
        const at = place.get(of[cell]);
        one.all += left[cell];
        if (at !== undefined) one.near[at] += left[cell];
        if (!counted || (closest && ranks[pair] > least[cell])) return;
        coming.push(cell);
        rank.push(ranks[pair]);
      });
      if (one.near.some((people) => people > NOBODY)) found.push(one);
      if (!counted) return;
      const own = counted.capacity[site], room = own === null ? Infinity : own / counted.need[group];
      let sum = 0;
      if (closest) {
        coming.forEach((cell) => { sum += left[cell]; });
        const share = Math.min(1, room / Math.max(sum, NOBODY));
        coming.forEach((cell) => {
          const at = place.get(of[cell]);
          if (at !== undefined) one.first[at] += left[cell] * share;
        });
        return;
      }
      Array.from(coming.keys()).sort((a, b) => rank[a] - rank[b] || coming[a] - coming[b]).forEach((i) => {
        const cell = coming[i], at = place.get(of[cell]), before = Math.min(sum, room);
        sum += left[cell];
        if (at !== undefined) one.first[at] += Math.min(sum, room) - before;
      });
    });
    return found;
  };

  // Who is served with one more site and was not: by area asked for, and in all.
  /** @type {(hope: Hope, asked: number[]) => { own: Float64Array, all: number }} */
  const gains = (hope, asked) => {
    const { model } = halfhour, placed = model.placedWith(hope.site);
    if (!placed) return { own: hope.near, all: hope.all };
    const of = areas(), place = new Map(asked.map((area, at) => [area, at])), own = new Float64Array(asked.length);
    let all = 0;
    for (let cell = 0; cell < model.size; cell++) {
      const more = placed[cell] - model.served(cell, "choice"), at = place.get(of[cell]);
      all += more;
      if (at !== undefined) own[at] += more;
    }
    return { own, all };
  };

  // Costs of travel from an area's unserved to a site within whose reach they are, half of them no farther.
  /** @type {(site: number, area: number) => number} */
  const way = (site, area) => {
    const { model } = halfhour, of = areas(), { reach } = halfhour.data(), bound = reach.limit_classes[model.state().limit], rows = [];
    for (let pair = model.starts[site]; pair < model.starts[site + 1]; pair++) {
      const cell = model.cells[pair], people = of[cell] === area && model.classes[pair] <= bound ? unserved(cell, "choice") : 0;
      if (people > NOBODY) rows.push({ cost: reach.ends[model.classes[pair]], people });
    }
    return middle(rows);
  };

  // Whether all is as the plan has it: then Python knows everything, too.
  const isPlan = () => {
    const { model } = halfhour, { limit, group, step } = model.state(), { plan } = halfhour.data();
    return model.isPlan() && limit === plan.limit && group === plan.group && step === model.lastStep;
  };
  /** @type {(asked: number[], told: NonNullable<GapData["told"]>) => Map<number, BestSite | null>} */
  const toldBest = (asked, told) => {
    /** @type {Map<number, BestSite | null>} */
    const result = new Map();
    told.filter(({ area }) => asked.includes(area)).forEach(({ area, site, brings, in_all: inAll, candidates, cost }) => {
      result.set(area, site < 0 ? null : { site, brings, inAll, candidates, cost: cost === null ? NaN : cost });
    });
    return result;
  };

  // The best closed site of each area, as steps: what is counted anew may take a while, so that others can come between.
  /** @type {GapFigures["best"]} */
  const best = function* (asked) {
    const { model } = halfhour, { told } = halfhour.data().gaps;
    if (told && isPlan()) return toldBest(asked, told);
    const found = hopes(asked), { places } = halfhour.data(), closest = Boolean(places && places.assignment === "closest");
    /** @type {Map<Hope, { own: Float64Array, all: number }>} */
    const known = new Map();
    /** @type {Map<number, BestSite | null>} */
    const result = new Map();
    for (let at = 0; at < asked.length; at++) {
      const near = found.filter((one) => one.near[at] > NOBODY);
      /** @param {Hope} one */
      const hoped = (one) => rounded(model.places() ? one.first[at] : one.near[at]);
      const few = near.sort((a, b) => hoped(b) - hoped(a) || rounded(b.near[at]) - rounded(a.near[at]) || a.site - b.site)
        .slice(0, !model.places() ? 1 : closest ? near.length : MOST_COUNTED);
      /** @type {{ hope: Hope, brings: number, inAll: number } | null} */
      let most = null;
      for (let number = 0; number < few.length; number++) {
        const hope = few[number];
        if (number >= FINALISTS && most && most.inAll > NOBODY && most.brings > NOBODY) break;
        let counted = known.get(hope);
        if (!counted) {
          yield;
          counted = gains(hope, asked);
          known.set(hope, counted);
        }
        const one = { hope, brings: rounded(counted.own[at]), inAll: counted.all };
        const good = Number(one.inAll > NOBODY) - Number(Boolean(most && most.inAll > NOBODY));
        const more = most ? one.brings - most.brings || most.hope.site - hope.site : 1;
        if (!most || good > 0 || (good === 0 && more > 0)) most = one;
      }
      result.set(asked[at], most && { site: most.hope.site, brings: most.brings, inAll: most.inAll, candidates: near.length, cost: way(most.hope.site, asked[at]) });
    }
    return result;
  };

  halfhour.gapFigures = { list, travel, best, isPlan, of: areas, unserved };
})();
