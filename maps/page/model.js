// Who is served by the sites that are open: counted anew only where a site changes.
"use strict";
(() => {
  const TYPES = { u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

  const bytes = (text) => {
    const plain = atob(text), result = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i++) result[i] = plain.charCodeAt(i);
    return result;
  };
  const unpack = (array) => new TYPES[array.type](bytes(array.data).buffer);

  // Steps of seven bits a byte, the highest bit says that more follow; a site's first step is from cell 0.
  const cellsOfPairs = (text, starts) => {
    const steps = bytes(text), result = new Uint32Array(starts[starts.length - 1]);
    let at = 0;
    for (let site = 0; site + 1 < starts.length; site++) {
      let cell = 0;
      for (let pair = starts[site]; pair < starts[site + 1]; pair++) {
        let shift = 0, step = 0, byte = 0;
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

  halfhour.unpack = unpack;
  halfhour.makeModel = (data) => {
    const size = data.cells.count, sites = data.sites, plan = data.plan;
    const pairs = unpack(data.reach.pairs), starts = new Uint32Array(sites.length + 1);
    for (let i = 0; i < sites.length; i++) starts[i + 1] = starts[i] + pairs[i];
    const cells = cellsOfPairs(data.reach.cells, starts), classes = bytes(data.reach.classes);
    const existing = new Uint8Array(sites.length);
    plan.existing.forEach((site) => { existing[site] = 1; });
    const planned = existing.slice();
    plan.opened.forEach((site) => { planned[site] = 1; });
    const levels = data.cells.levels.map((level) => Object.assign({}, level, { of: unpack(level.of) }));

    const open = planned.slice(), hits = new Uint16Array(size);
    let limit = plan.limit, bound = 0, group = plan.group, level = 0;
    let weight = null, total = 0, served = 0, planServed = 0, unitPeople = null, unitServed = null;

    // Every site's cells within the limit, whatever `act` does with them.
    const each = (site, act) => {
      for (let pair = starts[site]; pair < starts[site + 1]; pair++) {
        if (classes[pair] <= bound) act(cells[pair]);
      }
    };

    const countPeople = () => {
      const units = levels.length ? levels[level].ids.length : 0;
      unitPeople = new Float64Array(units);
      unitServed = new Float64Array(units);
      const of = units ? levels[level].of : null;
      total = served = 0;
      for (let i = 0; i < size; i++) {
        total += weight[i];
        if (hits[i]) served += weight[i];
        if (!of || of[i] < 0) continue;
        unitPeople[of[i]] += weight[i];
        if (hits[i]) unitServed[of[i]] += weight[i];
      }
    };
    const countPlan = () => {
      const reached = new Uint8Array(size);
      for (let site = 0; site < sites.length; site++) if (planned[site]) each(site, (cell) => { reached[cell] = 1; });
      planServed = 0;
      for (let i = 0; i < size; i++) if (reached[i]) planServed += weight[i];
    };
    const countHits = () => {
      hits.fill(0);
      for (let site = 0; site < sites.length; site++) if (open[site]) each(site, (cell) => { hits[cell]++; });
    };
    const takeGroup = (name) => {
      const people = unpack(data.cells.people[name]), parts = data.cells.parts[name];
      group = name;
      weight = Float64Array.from(people, (n) => Math.round(n * parts));
    };

    const model = {
      size, sites, starts, cells, classes, existing, hits,
      open: (site) => open[site] === 1,
      planned: (site) => planned[site] === 1,
      weight: (cell) => weight[cell] / data.cells.parts[group],
      state: () => ({ limit, group, level, open: Array.from(open) }),
      // All at once: a limit's number, a group, a level's number, and 0 or 1 for each site.
      set: (state) => {
        limit = state.limit;
        bound = data.reach.limit_classes[limit];
        level = state.level;
        open.set(state.open);
        if (state.group !== group || !weight) takeGroup(state.group);
        countHits();
        countPeople();
        countPlan();
      },
      toggle: (site) => {
        const of = levels.length ? levels[level].of : null;
        const step = open[site] ? -1 : 1, edge = open[site] ? 0 : 1;
        open[site] = open[site] ? 0 : 1;
        each(site, (cell) => {
          hits[cell] += step;
          if (hits[cell] !== edge) return;
          served += step * weight[cell];
          if (of && of[cell] >= 0) unitServed[of[cell]] += step * weight[cell];
        });
      },
      // People whom a site that is not open would add, or whom one that is open alone serves.
      adds: (site) => {
        const alone = open[site];
        let sum = 0;
        each(site, (cell) => { if (hits[cell] === alone) sum += weight[cell]; });
        return sum / data.cells.parts[group];
      },
      figures: () => {
        const parts = data.cells.parts[group];
        let worst = null, cost = 0, opened = 0, closed = 0;
        for (let unit = 0; unit < unitPeople.length; unit++) {
          if (unitPeople[unit] <= 0) continue;
          const share = unitServed[unit] / unitPeople[unit];
          if (!worst || share < worst.share) worst = { id: levels[level].ids[unit], name: levels[level].names[unit], share };
        }
        for (let site = 0; site < sites.length; site++) {
          if (existing[site] && !open[site]) closed++;
          if (existing[site] || !open[site]) continue;
          opened++;
          cost += sites[site].cost === null ? NaN : sites[site].cost;
        }
        return {
          total: total / parts, served: served / parts, gap: (total - served) / parts,
          share: total > 0 ? served / total : null,
          toPlan: (served - planServed) / parts, worst, cost, opened, closed,
        };
      },
      // The nearest open site of a cell and the class of its cost; null where none is within what was computed.
      nearest: (cell) => {
        let found = null;
        for (let site = 0; site < sites.length; site++) {
          if (!open[site]) continue;
          let low = starts[site], high = starts[site + 1];
          while (low < high) {
            const middle = (low + high) >>> 1;
            if (cells[middle] < cell) low = middle + 1;
            else high = middle;
          }
          if (low === starts[site + 1] || cells[low] !== cell) continue;
          if (!found || classes[low] < found.class) found = { site, class: classes[low] };
        }
        return found && { site: found.site, upTo: data.reach.ends[found.class] };
      },
      isPlan: () => open.every((value, site) => value === planned[site]),
    };
    const first = data.cells.levels.findIndex((one) => one.level === plan.level);
    model.set({ limit, group, level: Math.max(0, first), open: planned });
    model.first = model.state();
    return model;
  };
})();
