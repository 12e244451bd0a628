// Travel times around the study: access zones in rings up to the limit, and the whole surface.
"use strict";
(() => {
  const { t, element } = halfhour;
  const HALF = 128, FULL = 255, OPEN_END = 1.25, LINE = halfhour.pixelColour("#1b1b1b");
  // From near to far; what the chosen sites add has a hue of its own in the same steps.
  const RINGS = ["#4b8cc9", "#d6e6f6"], ADDED = ["#23917e", "#c6e9e0"];
  const SURFACE = ["#16325c", "#21618c", "#3f94a4", "#7fc0a0", "#c9dc94", "#f3e7b1", "#efe9e0"];
  /** @type {Raster | null} */
  let known = null;

  /** @param {string} hex */
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  /** @param {number[]} parts */
  const hexOf = (parts) => "#" + parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
  /** @type {(colours: string[], share: number) => string} */
  const ramp = (colours, share) => {
    const at = Math.max(0, Math.min(1, share)) * (colours.length - 1), low = Math.min(colours.length - 2, Math.floor(at));
    const [a, b] = [rgb(colours[low]), rgb(colours[low + 1])];
    return hexOf(a.map((part, i) => part + (at - low) * (b[i] - part)));
  };

  // What runs say is the difference to `onto`, bit by bit.
  /** @type {(runs: Runs, onto: Uint8Array) => Uint8Array} */
  const unpacked = ({ values, lengths }, onto) => {
    const value = halfhour.bytes(values), length = halfhour.bytes(lengths), result = onto.slice();
    for (let run = 0, at = 0, byte = 0; run < value.length; run++) {
      let steps = 0, shift = 1;
      do {
        steps += (length[byte] & 127) * shift;
        shift *= 128;
      } while (length[byte++] > 127);
      if (value[run]) for (let i = at; i < at + steps; i++) result[i] ^= value[run];
      at += steps;
    }
    return result;
  };

  /** @type {() => Raster} */
  const read = () => {
    const { today: now, plan, ...data } = halfhour.data().surface, { ends } = data, today = unpacked(now, new Uint8Array(data.rows * data.columns));
    const middle = [0, ...ends.map((end, i) => (end + (i ? ends[i - 1] : 0)) / 2), ends[ends.length - 1] * OPEN_END];
    return { ...data, middle: Float32Array.from(middle), classes: { today, choice: unpacked(plan, today) }, masks: {} };
  };
  const rasterOf = () => {
    if (!known) known = read();
    return known;
  };

  // Pixels up to a class: how much of each and its neighbours is (0 to 255) and what it takes from there on average.
  // Blurred so, edges come out smooth.
  /** @type {(side: Side, last: number) => Mask} */
  const mask = (side, last) => {
    const raster = rasterOf(), slot = side + (last === FULL);
    if (raster.masks[slot] && raster.masks[slot].last === last) return raster.masks[slot];
    const { rows, columns, middle } = raster, from = raster.classes[side], size = from.length;
    const part = new Uint8Array(size), sum = new Float32Array(size), cover = new Uint8Array(size), cost = new Float32Array(size);
    const value = middle.map((one, number) => (number && number <= last ? one : 0)), has = Uint8Array.from(value, (one) => (one ? 1 : 0));
    for (let row = 0; row < rows; row++) {
      for (let i = row * columns + 1; i < (row + 1) * columns - 1; i++) {
        const left = from[i - 1], own = from[i], right = from[i + 1];
        if (!(left | own | right)) continue;
        part[i] = has[left] + 2 * has[own] + has[right];
        sum[i] = value[left] + 2 * value[own] + value[right];
      }
    }
    for (let i = columns; i < size - columns; i++) {
      const parts = part[i - columns] + 2 * part[i] + part[i + columns];
      if (!parts) continue;
      cover[i] = Math.min(FULL, 16 * parts);
      cost[i] = (sum[i - columns] + 2 * sum[i] + sum[i + columns]) / parts;
    }
    raster.masks[slot] = { last, cover, cost };
    return raster.masks[slot];
  };

  const lastClass = () => {
    const limit = halfhour.data().reach.limits[halfhour.model.state().limit];
    return rasterOf().ends.findIndex((end) => end >= limit * (1 - 1e-7)) + 1;
  };

  // What is drawn of the choice: the plan's zone, or today's where just today's sites are open.
  /** @type {(side: Side) => Side} */
  const sourceOf = (side) => (side === "choice" && halfhour.model.isToday() ? "today" : side);

  /** @type {Halfhour["SurfaceLayer"]} */
  const SurfaceLayer = halfhour.SheetLayer.extend(/** @type {Methods<SurfaceLayer>} */ ({
    pane: "zones",
    className: "halfhour-surface",
    initialize(data) {
      this.data = data;
    },
    // Only another limit, or a change to or from today's sites, changes what is seen. Figures and cells come first.
    refresh() {
      if (this.key() === this.drawn || this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        if (this.key() !== this.drawn) this.draw();
      });
    },
    key() {
      return lastClass() + sourceOf("choice");
    },
    fill(pixels, view, side) {
      this.drawn = this.key();
      const rings = this.data.look === "rings", last = rings ? lastClass() : FULL, source = sourceOf(side);
      const then = mask(source, last), now = rings && source === "choice" ? mask("today", last) : null;
      this.paint(pixels, view, then, now, rings ? ringColours(last) : surfaceColours());
    },
    paint(pixels, { width, height, scale, origin, dense }, then, now, colours) {
      const { west, north, pixel, rows, columns } = rasterOf(), { own, added, step, limit } = colours, { cover, cost } = then;
      const side = scale * pixel, sharp = Math.max(1, side / dense);
      const firstX = new Int32Array(width), shareX = new Float32Array(width);
      for (let x = 0; x < width; x++) {
        const at = ((x + 0.5 + origin.x) / scale - west) / pixel - 0.5;
        firstX[x] = Math.floor(at);
        shareX[x] = at - firstX[x];
      }
      // Which side of the limit the pixels above and to the left are on: 1 within, 2 beyond, 0 neither.
      const above = new Uint8Array(width);
      for (let y = 0; y < height; y++) {
        const at = ((y + 0.5 + origin.y) / scale - north) / pixel - 0.5, top = Math.floor(at), down = at - top;
        if (top < 0 || top + 1 >= rows) continue;
        for (let x = 0; x < width; x++) {
          const left = firstX[x], upper = above[x];
          above[x] = 0;
          if (left < 0 || left + 1 >= columns) continue;
          const a = top * columns + left, c = a + columns;
          if (!(cover[a] | cover[a + 1] | cover[c] | cover[c + 1])) continue;
          const right = shareX[x], wa = (1 - right) * (1 - down), wb = right * (1 - down), wc = (1 - right) * down, wd = right * down;
          const held = wa * cover[a] + wb * cover[a + 1] + wc * cover[c] + wd * cover[c + 1];
          const alpha = ((held - HALF) / FULL) * sharp + 0.5;
          if (alpha <= 0) continue;
          // Pixels without cost have no weight.
          const weight = (cost[a] ? wa : 0) + (cost[a + 1] ? wb : 0) + (cost[c] ? wc : 0) + (cost[c + 1] ? wd : 0);
          const here = (wa * cost[a] + wb * cost[a + 1] + wc * cost[c] + wd * cost[c + 1]) / weight;
          let palette = own;
          if (now) {
            const before = now.cover;
            if (wa * before[a] + wb * before[a + 1] + wc * before[c] + wd * before[c + 1] < HALF) palette = added;
          }
          let colour = palette[Math.min(palette.length - 1, Math.floor(here / step))];
          if (limit) {
            const within = here <= limit ? 1 : 2, edge = 3 - within;
            if (upper === edge || above[x - 1] === edge) colour = LINE;
            above[x] = within;
          }
          pixels[y * width + x] = ((alpha >= 1 ? FULL : Math.round(alpha * FULL)) << 24) | colour;
        }
      }
    },
  }));

  /** @param {number} limit */
  const ringCount = (limit) => Math.ceil(limit / rasterOf().ring - 1e-6);
  /** @type {(colours: string[], count: number) => string[]} */
  const ringShades = (colours, count) => Array.from({ length: count }, (_, i) => ramp(colours, count > 1 ? i / (count - 1) : 0.3));
  /** @type {(last: number) => Palette} */
  const ringColours = (last) => {
    const { ends, ring } = rasterOf(), count = ringCount(ends[last - 1]);
    /** @param {string[]} colours */
    const numbers = (colours) => ringShades(colours, count).map(halfhour.pixelColour);
    return { own: numbers(RINGS), added: numbers(ADDED), step: ring };
  };

  // Twice the widest limit is far away; what is farther still looks the same.
  const FINE = 64;
  const widest = () => 2 * halfhour.data().reach.limits[halfhour.data().reach.limits.length - 1];
  /** @type {() => Palette} */
  const surfaceColours = () => {
    const own = Array.from({ length: FINE }, (_, i) => halfhour.pixelColour(ramp(SURFACE, i / (FINE - 1))));
    return { own, added: own, step: widest() / FINE, limit: halfhour.data().reach.limits[halfhour.model.state().limit] };
  };

  // The legend follows the limit.
  /** @param {number} cost */
  const amount = (cost) => halfhour.limitNumber(cost);
  /** @type {(box: HTMLElement, label: string, swatches: string[]) => HTMLElement} */
  const legendRow = (box, label, swatches) => {
    const row = element("div", "", box, { className: "ring-row" });
    element("span", label, row);
    const line = element("span", "", row, { className: "swatches" });
    line.setAttribute("aria-hidden", "true");
    swatches.forEach((colour) => { element("i", "", line).style.background = colour; });
    return row;
  };
  /** @type {(box: HTMLElement, texts: string[]) => void} */
  const ticks = (box, texts) => {
    const row = element("div", "", box, { className: "ring-row ring-ticks" });
    element("span", halfhour.data().unit === "s" ? t("minutes") : t("metres"), row);
    const line = element("span", "", row, { className: "swatches" });
    texts.forEach((text) => element("small", text, line));
  };
  /** @type {Halfhour["surfaceKey"]} */
  const surfaceKey = (look) => {
    const limit = halfhour.data().reach.limits[halfhour.model.state().limit], count = ringCount(limit);
    const box = element("div", "", null, { className: "rings" }), said = [];
    if (look === "rings") {
      legendRow(box, t("Access zone"), ringShades(RINGS, count));
      if (halfhour.data().plan.opened.length) legendRow(box, t("Added by the plan"), ringShades(ADDED, count));
      const every = Math.ceil(count / 6);
      ticks(box, Array.from({ length: count }, (_, i) => ((count - 1 - i) % every ? "" : amount(Math.min(limit, (i + 1) * rasterOf().ring)))));
    } else {
      const steps = 6, shades = Array.from({ length: FINE }, (_, i) => ramp(SURFACE, i / (FINE - 1)));
      legendRow(box, t(halfhour.data().unit === "s" ? "Travel time" : "Distance"), shades).classList.add("smooth");
      ticks(box, Array.from({ length: steps }, (_, i) => (i === steps - 1 ? "≥ " : "") + amount(((i + 1) * widest()) / steps)));
      said.push(t("The dark line in it is the limit."));
    }
    if (!halfhour.model.isPlan() && !halfhour.model.isToday()) said.push(t("It shows the plan's sites, not those chosen in the page."));
    if (said.length) element("p", said.join(" "), box, { className: "caption" });
    return box;
  };

  /** @type {Halfhour["surface"]} */
  halfhour.surface = (data) => Object.assign(halfhour.labelled(new SurfaceLayer(data), data), { halfhourLegend: () => [{ below: surfaceKey(data.look) }] });
  Object.assign(halfhour, { SurfaceLayer, surfaceKey });
})();
