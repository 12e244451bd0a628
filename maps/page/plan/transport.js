// Who gets a place: the transportation problem with one optimum, by successive shortest paths.
// It is optimize/capacity/successive_paths.py in JavaScript; the same inputs give the same flows.
"use strict";
(() => {
  const MARKS = 2 ** 24, NEVER = Infinity;

  // The last step of MurmurHash3, on 32 bits.
  /** @param {number} number */
  const mixed = (number) => {
    let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return (bits ^ (bits >>> 16)) >>> 0;
  };
  // What travel and the mark of a pair cost together: `cell` and `site` are positions in the tables.
  /** @type {Halfhour["pairCost"]} */
  const pairCost = (ticks, cell, site) => ticks * MARKS + (mixed(mixed(cell + 1) + site) >>> 8);

  // Pairs by cell with their sites and costs; whole people of each cell, whole places of each site. Returns the
  // people of each pair: the most served, then the least cost. All numbers are whole and below 2**53.
  /** @type {Halfhour["transport"]} */
  const transport = ({ indptr, site: siteOf, cost, supply, capacity }) => {
    const sites = capacity.length, pairs = siteOf.length, cells = supply.length, width = sites + 1;
    const flow = new Float64Array(pairs), left = Float64Array.from(capacity), cellOf = new Uint32Array(pairs);
    // The length of the shortest way from a site to one with places left, or out of all; its next site, or -1 for out.
    const price = Float64Array.from(left, (places) => (places > 0 ? 0 : NEVER)), step = new Int32Array(sites).fill(-1);
    // The least cost of moving somebody from one site to another (the last column is out), and whose pair that is.
    const move = new Float64Array(sites * width).fill(NEVER), mover = new Int32Array(sites * width).fill(-1);
    // The members of a site are the pairs with flow.
    const begin = new Uint32Array(sites + 1), held = new Uint32Array(sites), member = new Uint32Array(pairs), place = new Uint32Array(pairs);
    const stale = new Uint8Array(sites), full = new Uint8Array(sites), longer = new Uint8Array(sites);
    /** @type {number[]} */
    const filled = [];
    // Where people of a site were ever able to move.
    /** @type {number[][]} */
    const near = Array.from({ length: sites }, () => []);
    const seen = new Uint8Array(sites * sites);
    let dearest = 0;
    for (let cell = 0; cell < cells; cell++) {
      for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) {
        cellOf[pair] = cell;
        begin[siteOf[pair] + 1]++;
        if (cost[pair] > dearest) dearest = cost[pair];
      }
    }
    for (let site = 0; site < sites; site++) begin[site + 1] += begin[site];
    // Out is dearer than any detour: one more person served outweighs them all.
    const out = (sites + 1) * (dearest + 1);

    /** @param {number} pair */
    const offer = (pair) => {
      const cell = cellOf[pair], from = siteOf[pair], row = from * width, own = cost[pair];
      for (let other = indptr[cell]; other < indptr[cell + 1]; other++) {
        const to = siteOf[other], at = row + to, more = cost[other] - own;
        if (other === pair || more >= move[at]) continue;
        move[at] = more;
        mover[at] = pair;
        if (seen[from * sites + to]) continue;
        seen[from * sites + to] = 1;
        near[from].push(to);
      }
      if (out - own < move[row + sites]) {
        move[row + sites] = out - own;
        mover[row + sites] = pair;
      }
    };
    /** @param {number} site */
    const refresh = (site) => {
      stale[site] = 0;
      if (!full[site]) filled.push(site);
      full[site] = 1;
      move.fill(NEVER, site * width, (site + 1) * width);
      for (let at = begin[site]; at < begin[site] + held[site]; at++) offer(member[at]);
    };
    // Stale moves are looked up, then the shortest paths (Bellman and Ford). Ways only become longer, and do so
    // where they lead over a site with stale moves: all others stay as they are.
    const reprice = () => {
      longer.fill(0);
      for (let site = 0; site < sites; site++) {
        if (!stale[site]) continue;
        refresh(site);
        longer[site] = 1;
      }
      for (let more = true; more;) {
        more = false;
        for (const site of filled) {
          if (longer[site] || step[site] < 0 || !longer[step[site]]) continue;
          longer[site] = 1;
          more = true;
        }
      }
      const those = filled.filter((site) => longer[site]);
      for (const site of those) {
        price[site] = move[site * width + sites];
        step[site] = -1;
      }
      for (let better = true; better;) {
        better = false;
        for (const site of those) {
          for (const to of near[site]) {
            const length = move[site * width + to] + price[to];
            if (length >= price[site]) continue;
            price[site] = length;
            step[site] = to;
            better = true;
          }
        }
      }
    };
    /** @type {(pair: number, amount: number) => void} */
    const add = (pair, amount) => {
      if (flow[pair] === 0) {
        const site = siteOf[pair];
        place[pair] = begin[site] + held[site]++;
        member[place[pair]] = pair;
        if (full[site] && !stale[site]) offer(pair);
      }
      flow[pair] += amount;
    };
    /** @type {(site: number, pair: number, amount: number) => void} */
    const take = (site, pair, amount) => {
      flow[pair] -= amount;
      if (flow[pair] > 0) return;
      const last = member[begin[site] + --held[site]];
      member[place[pair]] = last;
      place[last] = place[pair];
      stale[site] = 1;
    };
    // As many as a path takes that begins with a pair.
    /** @type {(first: number, waiting: number) => number} */
    const push = (first, waiting) => {
      const moverOf = (/** @type {number} */ site) => mover[site * width + (step[site] < 0 ? sites : step[site])];
      let amount = waiting, site = siteOf[first], pair = first, changed = false;
      while (left[site] === 0) {
        amount = Math.min(amount, flow[moverOf(site)]);
        if (step[site] < 0) break;
        site = step[site];
      }
      if (left[site] > 0) amount = Math.min(amount, left[site]);
      for (site = siteOf[first]; ;) {
        add(pair, amount);
        if (left[site] > 0) {
          left[site] -= amount;
          if (left[site] === 0) {
            stale[site] = 1;
            changed = true;
          }
          break;
        }
        changed = true;
        const to = step[site], moved = moverOf(site);
        take(site, moved, amount);
        if (to < 0) break;
        for (let other = indptr[cellOf[moved]]; other < indptr[cellOf[moved] + 1]; other++) if (siteOf[other] === to) pair = other;
        site = to;
      }
      if (changed) reprice();
      return amount;
    };

    // Nearest people first: few of them are moved on by those who come later.
    const first = new Float64Array(cells).fill(NEVER);
    for (let pair = 0; pair < pairs; pair++) first[cellOf[pair]] = Math.min(first[cellOf[pair]], cost[pair]);
    const turn = Uint32Array.from(first.keys()).filter((cell) => indptr[cell] < indptr[cell + 1]).sort((a, b) => first[a] - first[b]);
    for (const cell of turn) {
      for (let waiting = supply[cell]; waiting > 0;) {
        let best = -1, least = out;
        for (let pair = indptr[cell]; pair < indptr[cell + 1]; pair++) {
          const length = cost[pair] + price[siteOf[pair]];
          if (length < least) {
            best = pair;
            least = length;
          }
        }
        if (best < 0) break;
        waiting -= push(best, waiting);
      }
    }
    return flow;
  };

  Object.assign(halfhour, { pairCost, transport });
})();
