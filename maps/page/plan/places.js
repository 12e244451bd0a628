// Who gets a place at the open sites, as `hh.assess` finds it; null where places do not count.
"use strict";
(() => {
  const MORE_PLACES = 10;

  /** @type {Halfhour["makePlaces"]} */
  halfhour.makePlaces = (data, { starts, cells, classes }) => {
    const given = data.places;
    if (!given || !given.order) return null;
    const size = data.cells.count, closest = given.assignment === "closest";
    const order = halfhour.unpack(given.order), rows = halfhour.unpack(given.rows);

    // The open sites' pairs within the limit, by cell; a site is known by its position among the open ones.
    /** @type {(asked: PlacesAsked, open: number[]) => PlacePairs} */
    const pairsOf = ({ bound, weight }, open) => {
      const indptr = new Uint32Array(size + 1);
      /** @param {(cell: number, site: number, pair: number) => void} act */
      const each = (act) => open.forEach((site, number) => {
        for (let pair = starts[site]; pair < starts[site + 1]; pair++) if (classes[pair] <= bound && weight[cells[pair]] > 0) act(cells[pair], number, pair);
      });
      each((cell) => { indptr[cell + 1]++; });
      for (let cell = 0; cell < size; cell++) indptr[cell + 1] += indptr[cell];
      const next = indptr.slice(), site = new Uint16Array(indptr[size]), rank = new Uint32Array(indptr[size]);
      each((cell, number, pair) => {
        site[next[cell]] = number;
        rank[next[cell]++] = order[pair];
      });
      return { indptr, site, rank };
    };

    // The pairs of each cell with the nearest of its sites: several where they are equally near.
    /** @type {(pairs: PlacePairs) => PlacePairs} */
    const nearestOf = ({ indptr, site, rank }) => {
      const kept = new Uint32Array(size + 1), sites = site.slice();
      let count = 0;
      for (let cell = 0; cell < size; cell++) {
        let least = Infinity;
        for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) least = Math.min(least, rank[pair]);
        for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) if (rank[pair] === least) sites[count++] = site[pair];
        kept[cell + 1] = count;
      }
      return { indptr: kept, site: sites.slice(0, count), rank: new Uint32Array(count) };
    };

    // Cells with the same nearest sites are one group, which shares its places in proportion.
    /** @type {(pairs: PlacePairs, weight: Float64Array, capacity: number[]) => Float64Array} */
    const shared = ({ indptr, site }, weight, capacity) => {
      const group = new Int32Array(size).fill(-1);
      /** @type {number[]} */
      const supply = [];
      /** @type {number[]} */
      const sites = [];
      /** @type {number[]} */
      const cost = [];
      const ends = [0];
      /** @type {Map<string, number>} */
      const known = new Map();
      for (let cell = 0; cell < size; cell++) {
        const own = site.subarray(indptr[cell], indptr[cell + 1]), key = own.join();
        if (!own.length) continue;
        if (!known.has(key)) {
          known.set(key, supply.length);
          supply.push(0);
          own.forEach((one) => {
            sites.push(one);
            cost.push(halfhour.pairCost(0, rows[cell], one));
          });
          ends.push(sites.length);
        }
        group[cell] = known.get(key) || 0;
        supply[group[cell]] += weight[cell];
      }
      const found = halfhour.transport({ indptr: ends, site: sites, cost, supply, capacity }), flow = new Float64Array(site.length);
      for (let cell = 0; cell < size; cell++) {
        for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) {
          const all = found[ends[group[cell]] + pair - indptr[cell]];
          flow[pair] = all === supply[group[cell]] ? weight[cell] : weight[cell] * (all / supply[group[cell]]);
        }
      }
      return flow;
    };

    /** @type {Places["assign"]} */
    const assign = (asked) => {
      const { weight, parts } = asked, need = given.need[asked.group];
      /** @type {number[]} */
      const open = [];
      asked.open.forEach((one, site) => { if (one) open.push(site); });
      let everybody = 0;
      for (let cell = 0; cell < size; cell++) everybody += weight[cell];
      const capacity = open.map((site) => {
        const own = given.capacity[site];
        return own === null ? everybody + parts : Math.floor(Math.min(own / need, everybody / parts + 1) * parts);
      });
      const reach = pairsOf(asked, open), pairs = closest ? nearestOf(reach) : reach, { indptr, site } = pairs;
      let flow;
      if (closest) flow = shared(pairs, weight, capacity);
      else {
        const cost = new Float64Array(site.length);
        for (let cell = 0; cell < size; cell++) for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) cost[pair] = halfhour.pairCost(pairs.rank[pair], rows[cell], site[pair]);
        flow = halfhour.transport({ indptr, site, cost, supply: weight, capacity });
      }
      const placed = new Float64Array(size), main = new Int32Array(size).fill(-1), load = new Float64Array(open.length);
      let served = 0;
      for (let cell = 0; cell < size; cell++) {
        let most = 0;
        for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) {
          placed[cell] += flow[pair];
          load[site[pair]] += flow[pair];
          if (flow[pair] <= most) continue;
          most = flow[pair];
          main[cell] = open[site[pair]];
        }
        served += placed[cell];
      }
      return { open, placed, main, load, served, reach, asked: pairs, flow };
    };

    // Of each open site what `hh.Assessment.sites` says, people in parts and places in places.
    /** @type {Places["loads"]} */
    const loads = (found, { weight, parts, group }) => {
      const { open, asked, flow, placed, reach } = found, count = open.length, need = given.need[group];
      const within = new Float64Array(count), turned = new Float64Array(count), come = new Uint8Array(count * count);
      let without = 0;
      for (let cell = 0; cell < size; cell++) {
        const missing = asked.indptr[cell] < asked.indptr[cell + 1] ? Math.max(0, weight[cell] - placed[cell]) : 0;
        without += missing;
        for (let pair = reach.indptr[cell]; pair < reach.indptr[cell + 1]; pair++) within[reach.site[pair]] += weight[cell];
        for (let pair = asked.indptr[cell]; pair < asked.indptr[cell + 1]; pair++) {
          turned[asked.site[pair]] += missing;
          // Where people of a site might come instead, a place falls free for those whom it turned away.
          for (let other = asked.indptr[cell]; other < asked.indptr[cell + 1]; other++) if (flow[other] > 0) come[asked.site[pair] * count + asked.site[other]] = 1;
        }
      }
      return open.map((site, number) => {
        const seen = new Uint8Array(count), line = [number];
        let waiting = 0;
        seen[number] = 1;
        for (let at = 0; at < line.length; at++) {
          waiting += turned[line[at]];
          for (let to = 0; to < count; to++) {
            if (!come[line[at] * count + to] || seen[to]) continue;
            seen[to] = 1;
            line.push(to);
          }
        }
        return {
          site, places: given.capacity[site], used: found.load[number] / parts * need, people: found.load[number] / parts,
          within: within[number] / parts, turned: turned[number] / parts, more: Math.min(MORE_PLACES / need, waiting / parts, without / parts),
        };
      });
    };

    return {
      assign, loads, parts: given.parts,
      counts: (group) => Object.prototype.hasOwnProperty.call(given.need, group),
      // No more people than this find a place at a site.
      most: (site, group, parts) => {
        const own = given.capacity[site];
        return own === null ? Infinity : Math.floor(own / given.need[group] * parts);
      },
      closest,
    };
  };
})();
