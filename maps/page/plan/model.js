// Who is served by the sites that are open: counted anew only where a site changes.
"use strict";
(() => {
  const { bytes, unpack } = halfhour;

  // Steps of seven bits a byte, the highest bit says that more follow; a site's first step is from cell 0.
  /** @type {(text: string, starts: Uint32Array) => Uint32Array} */
  const cellsOfPairs = (text, starts) => {
    const steps = bytes(text), result = new Uint32Array(starts[starts.length - 1]);
    let at = 0;
    for (let site = 0; site + 1 < starts.length; site++) {
      let cell = 0;
      for (let pair = starts[site]; pair < starts[site + 1]; pair++) {
        let shift = 0, step = 0, byte;
        do {
          byte = steps[at++];
          step += (byte & 127) * 2 ** shift;
          shift += 7;
        } while (byte > 127);
        cell += step;
        result[pair] = cell;
      }
    }
    return result;
  };

  /** @type {Halfhour["makeModel"]} */
  halfhour.makeModel = (data) => {
    const size = data.cells.count, sites = data.sites, plan = data.plan;
    const pairs = unpack(data.reach.pairs), starts = new Uint32Array(sites.length + 1);
    for (let i = 0; i < sites.length; i++) starts[i + 1] = starts[i] + pairs[i];
    const cells = cellsOfPairs(data.reach.cells, starts), classes = bytes(data.reach.classes);
    const existing = new Uint8Array(sites.length);
    plan.existing.forEach((site) => { existing[site] = 1; });
    // Where the plan is built over years, step 0 is today and step k the end of its k-th year.
    const years = plan.years, lastStep = years ? years.names.length : 0;
    /** @param {number} step */
    const standing = (step) => {
      const result = existing.slice();
      // Planned sites exist by the plan's last year, and open in one of its years.
      if (years && years.unopened) years.unopened[step].forEach((site) => { result[site] = 0; });
      plan.opened.forEach((site, i) => { if (!years || years.of[i] < step) result[site] = 1; });
      return result;
    };
    /** @type {Map<number, number>} */
    const yearOf = new Map();
    if (years) plan.opened.forEach((site, i) => yearOf.set(site, years.of[i]));
    /** @param {number} site */
    const yearIn = (site) => {
      const year = yearOf.get(site);
      return year === undefined ? -1 : year;
    };
    const planned = standing(lastStep);
    const levels = data.cells.levels.map((level) => Object.assign({}, level, { of: unpack(level.of) }));

    const open = planned.slice(), hits = new Uint16Array(size), today = new Uint8Array(size);
    const reachedNow = unpack(data.cells.served_now);
    // Where places count, served means with a place; else everybody whom an open site reaches is served.
    const places = data.places ? halfhour.makePlaces(data, { starts, cells, classes }) : null;
    const placedNow = data.places ? unpack(data.places.now) : null;
    const placedThen = data.places ? unpack(data.places.then) : null;
    /** @type {PlacesFound | null} */
    let found = null;
    /** @type {PlacesFound | null} */
    let foundToday = null;
    let within = 0, todayWithin = 0;
    /** @type {Float64Array} */
    let placedToday = new Float64Array(0);
    /** @type {CountedLoad[] | null} */
    let loads = null;
    let limit = -1, bound = 0, group = plan.group, level = 0, step = lastStep, byStep = planned, weighted = "";
    let parts = 1, total = 0, served = 0, planServed = 0, todayServed = 0, changes = 0;
    let weight = new Float64Array(size), unitPeople = new Float64Array(0), unitServed = new Float64Array(0);

    // Every site's cells within the limit, whatever `act` does with them.
    /** @type {(site: number, act: (cell: number) => void) => void} */
    const each = (site, act) => {
      for (let pair = starts[site]; pair < starts[site + 1]; pair++) {
        if (classes[pair] <= bound) act(cells[pair]);
      }
    };

    const counted = () => Boolean(places && places.counts(group));
    /** @type {(chosen: ArrayLike<number>) => PlacesFound} */
    const assigned = (chosen) => /** @type {Places} */ (places).assign({ open: Array.from(chosen), bound, weight, parts, group });
    /** @param {number} cell */
    const placed = (cell) => (found ? found.placed[cell] : hits[cell] ? weight[cell] : 0);
    /** @param {number} cell */
    const hadPlace = (cell) => (foundToday ? placedToday[cell] : today[cell] ? weight[cell] : 0);
    // Where the page gives no places itself: what Python gave, today and with the plan's sites alone.
    /** @type {(side: Side) => Numbers | null} */
    const givenByPython = (side) => {
      if (!placedNow || !placedThen || limit !== plan.limit || group !== plan.group || ownPeople()) return null;
      const same = (/** @type {ArrayLike<number>} */ those) => open.every((value, site) => value === those[site]);
      return side === "today" || same(existing) ? placedNow : same(planned) ? placedThen : null;
    };
    // Every cell asks for them: sites are compared once for each state of the model.
    /** @type {{ changes: number, of: Record<Side, Numbers | null> }} */
    let given = { changes: -1, of: { today: null, choice: null } };
    /** @type {(side: Side) => Numbers | null} */
    const placesByPython = (side) => {
      if (given.changes !== changes) given = { changes, of: { today: givenByPython("today"), choice: givenByPython("choice") } };
      return given.of[side];
    };
    /** @type {(cell: number, side: Side) => number} */
    const lackingByPython = (cell, side) => {
      const had = placesByPython(side);
      return had ? Math.max(0, Math.round((weight[cell] - had[cell] * parts) * 1e6) / 1e6) : 0;
    };
    /** @type {(cell: number, side: Side) => number} */
    const lacking = (cell, side) => {
      const reached = side === "today" ? today[cell] : hits[cell];
      if (!reached) return 0;
      if (!found) return lackingByPython(cell, side);
      return weight[cell] - (side === "today" ? hadPlace(cell) : placed(cell));
    };
    const givePlaces = () => {
      found = counted() ? assigned(open) : null;
      loads = null;
    };
    // At the plan's own limit and for its group Python has counted them.
    const givePlacesToday = () => {
      foundToday = counted() ? assigned(existing) : null;
      if (!foundToday) return;
      const known = limit === plan.limit && group === plan.group && !ownPeople();
      placedToday = known && placedNow ? Float64Array.from(placedNow, (n) => Math.round(n * parts)) : foundToday.placed;
    };

    const countPeople = () => {
      const units = levels.length ? levels[level].ids.length : 0;
      unitPeople = new Float64Array(units);
      unitServed = new Float64Array(units);
      const of = units ? levels[level].of : null;
      total = served = todayServed = within = todayWithin = 0;
      for (let i = 0; i < size; i++) {
        total += weight[i];
        served += placed(i);
        todayServed += hadPlace(i);
        if (hits[i]) within += weight[i];
        if (today[i]) todayWithin += weight[i];
        if (!of || of[i] < 0) continue;
        unitPeople[of[i]] += weight[i];
        unitServed[of[i]] += placed(i);
      }
    };
    const countPlan = () => {
      if (found) {
        planServed = assigned(byStep).served;
        return;
      }
      const reached = new Uint8Array(size);
      for (let site = 0; site < sites.length; site++) if (byStep[site]) each(site, (cell) => { reached[cell] = 1; });
      planServed = 0;
      for (let i = 0; i < size; i++) if (reached[i]) planServed += weight[i];
    };
    const countHits = () => {
      hits.fill(0);
      for (let site = 0; site < sites.length; site++) if (open[site]) each(site, (cell) => { hits[cell]++; });
    };
    // At the plan's own limit today is what Python assessed, which need not be by this table's sites.
    const countToday = () => {
      if (limit === plan.limit) {
        today.set(reachedNow);
        return;
      }
      today.fill(0);
      for (let site = 0; site < sites.length; site++) if (existing[site]) each(site, (cell) => { today[cell] = 1; });
    };
    // Some years have people of their own, counted for the plan's group.
    const ownPeople = () => (years && step && group === plan.group ? years.people[step - 1] : null);
    const takePeople = () => {
      const own = ownPeople(), key = own ? group + " " + step : group;
      if (key === weighted) return;
      weighted = key;
      parts = counted() && places ? places.parts[group] : own ? own.parts : data.cells.parts[group];
      weight = Float64Array.from(unpack(own ? own.counts : data.cells.people[group]), (n) => Math.round(n * parts));
    };

    // People in reach, those without a place, and places, now and today.
    const placesFigures = () => {
      if (!found || !foundToday || !data.places) return null;
      const need = data.places.need[group], { capacity } = data.places;
      /** @type {(one: PlacesFound, inReach: number, people: number) => PlacesFigures} */
      const of = (one, inReach, people) => ({
        within: inReach / parts, noPlace: (inReach - people) / parts, used: people / parts * need,
        total: one.open.reduce((/** @type {number | null} */ sum, site) => { const own = capacity[site]; return sum === null || own === null ? null : sum + own; }, 0),
      });
      return { now: of(found, within, served), today: of(foundToday, todayWithin, todayServed) };
    };

    /** @type {Counts} */
    const model = {
      size, sites, starts, cells, classes, existing, hits,
      open: (site) => open[site] === 1,
      planned: (site) => planned[site] === 1,
      weight: (cell) => weight[cell] / parts,
      // Changes with the weights, and with anything.
      weighted: () => weighted,
      version: () => changes,
      today: (cell) => today[cell] === 1,
      lastStep, standing,
      // The step at which the plan opens a site, and whether that is still to come.
      stepOf: (site) => yearIn(site) + 1,
      later: (site) => yearIn(site) >= step,
      ownPeople: () => Boolean(ownPeople()),
      state: () => ({ limit, group, level, step, open: Array.from(open) }),
      // All at once: a limit's number, a group, a level's number, a step of the years, and 0 or 1 for each site.
      set: (state) => {
        const other = limit !== state.limit;
        changes++;
        limit = state.limit;
        bound = data.reach.limit_classes[limit];
        level = state.level;
        group = state.group;
        step = state.step;
        byStep = standing(step);
        open.set(state.open);
        takePeople();
        if (other) countToday();
        countHits();
        givePlaces();
        givePlacesToday();
        countPeople();
        countPlan();
      },
      toggle: (site) => {
        const of = levels.length ? levels[level].of : null;
        const change = open[site] ? -1 : 1, edge = open[site] ? 0 : 1;
        open[site] = open[site] ? 0 : 1;
        changes++;
        if (found) {
          each(site, (cell) => { hits[cell] += change; });
          givePlaces();
          countPeople();
          return;
        }
        each(site, (cell) => {
          hits[cell] += change;
          if (hits[cell] !== edge) return;
          within += change * weight[cell];
          served += change * weight[cell];
          if (of && of[cell] >= 0) unitServed[of[cell]] += change * weight[cell];
        });
      },
      // People whom a site that is not open would add, or whom one that is open alone serves.
      adds: (site) => {
        const alone = open[site];
        if (found && places) {
          // Whom it can serve at once of those without a place is enough where it has no more places.
          let direct = 0;
          const most = places.most(site, group, parts);
          if (!alone && !places.closest) each(site, (cell) => { direct += weight[cell] - placed(cell); });
          if (direct > 0 && direct >= most) return most / parts;
          const other = open.slice();
          other[site] = alone ? 0 : 1;
          return (alone ? found.served - assigned(other).served : assigned(other).served - found.served) / parts;
        }
        let sum = 0;
        each(site, (cell) => { if (hits[cell] === alone) sum += weight[cell]; });
        return sum / parts;
      },
      // People whom other sites than those that are open would serve.
      servedWith: (chosen) => {
        if (found) return assigned(chosen).served / parts;
        const reached = new Uint8Array(size);
        let sum = 0;
        for (let site = 0; site < sites.length; site++) if (chosen[site]) each(site, (cell) => { reached[cell] = 1; });
        for (let i = 0; i < size; i++) if (reached[i]) sum += weight[i];
        return sum / parts;
      },
      // By cell the people with a place if one more site were open; null where places are not counted.
      placedWith: (site) => {
        if (!found) return null;
        const other = open.slice();
        other[site] = 1;
        return assigned(other).placed.map((people) => people / parts);
      },
      // No more people than these would be served by a site that is not open.
      atMost: (site) => {
        let sum = 0;
        each(site, (cell) => { if (found || !hits[cell]) sum += weight[cell]; });
        return (found && places ? Math.min(sum, places.most(site, group, parts)) : sum) / parts;
      },
      // Whether places are counted; people of a cell who are served; where places count those who are not, though in reach.
      places: () => Boolean(found),
      // Where places are too many to give here: how many people have one, if Python has counted it; else null.
      placedByPython: (side) => {
        const had = found ? null : placesByPython(side);
        let sum = 0;
        if (had) for (let i = 0; i < size; i++) sum += had[i];
        return had && Math.round(sum * 1e6) / 1e6;
      },
      parts: () => parts,
      served: (cell, side) => (side === "today" ? hadPlace(cell) : placed(cell)) / parts,
      missing: (cell, side) => lacking(cell, side) / parts,
      assignment: (side) => (side === "today" ? foundToday : found),
      load: (site) => {
        if (!found || !places) return null;
        if (!loads) loads = places.loads(found, { weight, parts, group });
        return loads.find((one) => one.site === site) || null;
      },
      // People of each unit of a level who are served, and those in reach of a site.
      servedByUnit: (number, side) => {
        const { of, ids } = levels[number], sums = new Float64Array(ids.length), had = found ? null : placesByPython(side);
        for (let i = 0; i < size; i++) if (of[i] >= 0) sums[of[i]] += had ? had[i] * parts : side === "today" ? hadPlace(i) : placed(i);
        return sums.map((sum) => sum / parts);
      },
      // People of each unit of a level in those cells for which `member` holds.
      sumByUnit: (number, member) => {
        const { of, ids } = levels[number], sums = new Float64Array(ids.length);
        for (let i = 0; i < size; i++) if (of[i] >= 0 && member(i)) sums[of[i]] += weight[i];
        return sums.map((sum) => sum / parts);
      },
      unitOf: (number) => levels[number].of,
      figures: () => {
        /** @type {ChoiceFigures["worst"]} */
        let worst = null;
        let cost = 0, opened = 0, closed = 0;
        for (let unit = 0; unit < unitPeople.length; unit++) {
          if (unitPeople[unit] <= 0) continue;
          const share = unitServed[unit] / unitPeople[unit];
          if (!worst || share < worst.share) worst = { id: levels[level].ids[unit], name: levels[level].names[unit], share };
        }
        for (let site = 0; site < sites.length; site++) {
          if (existing[site] && !open[site]) closed++;
          if (existing[site] || !open[site]) continue;
          opened++;
          const own = sites[site].cost;
          cost += own === null ? NaN : own;
        }
        return {
          total: total / parts, served: served / parts, gap: (total - served) / parts,
          share: total > 0 ? served / total : null,
          today: { served: todayServed / parts, gap: (total - todayServed) / parts, share: total > 0 ? todayServed / total : null },
          toPlan: (served - planServed) / parts, worst, cost, opened, closed, places: placesFigures(),
        };
      },
      // The nearest open site of a cell and the class of its cost; null where none is within what was computed.
      nearest: (cell) => {
        /** @type {{ site: number, class: number } | null} */
        let nearest = null;
        for (let site = 0; site < sites.length; site++) {
          if (!open[site]) continue;
          let low = starts[site], high = starts[site + 1];
          while (low < high) {
            const middle = (low + high) >>> 1;
            if (cells[middle] < cell) low = middle + 1;
            else high = middle;
          }
          if (low === starts[site + 1] || cells[low] !== cell) continue;
          if (!nearest || classes[low] < nearest.class) nearest = { site, class: classes[low] };
        }
        return nearest && { site: nearest.site, upTo: data.reach.ends[nearest.class] };
      },
      // Whether just the plan's sites are open: all of them, or those of the years up to now.
      isPlan: () => open.every((value, site) => value === planned[site]),
      isStep: () => open.every((value, site) => value === byStep[site]),
      isToday: () => open.every((value, site) => value === existing[site]),
    };
    const first = data.cells.levels.findIndex((one) => one.level === plan.level);
    model.set({ limit: plan.limit, group, level: Math.max(0, first), step: lastStep, open: planned });
    return Object.assign(model, { first: model.state() });
  };
})();
