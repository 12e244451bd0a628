// Classes of the shares of units: quantiles of what these are today and with the plan, at round numbers.
"use strict";
(() => {
  const { t } = halfhour;
  const PARTS = [0.25, 0.5, 0.75], STEPS = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0001];

  // Bounds at the coarsest step at which each parts some shares from others.
  /** @type {(sorted: number[], values: number[]) => number[]} */
  const boundsAt = (sorted, values) => {
    const quantiles = PARTS.map((part) => values[Math.round(part * (values.length - 1))]);
    /** @type {(from: number, to: number) => boolean} */
    const some = (from, to) => sorted.some((share) => share >= from && share < to);
    /** @type {number[]} */
    let best = [];
    for (const step of STEPS) {
      // Whole steps are divided, not multiplied: 3 * 0.1 is no 0.3.
      const parts = Math.round(1 / step), rounded = Array.from(new Set(quantiles.map((value) => Math.round(value * parts) / parts)));
      const found = rounded.filter((bound, i) => some(i ? rounded[i - 1] : -1, bound) && some(bound, 2));
      if (found.length > best.length) best = found;
      if (best.length === PARTS.length) break;
    }
    return best;
  };
  // Where many shares are equal, quantiles of those that differ tell more.
  /** @type {Halfhour["classBounds"]} */
  const classBounds = (shares) => {
    const sorted = Array.from(shares).sort((a, b) => a - b);
    if (!sorted.length || sorted[0] === sorted[sorted.length - 1]) return [];
    const all = boundsAt(sorted, sorted), apart = boundsAt(sorted, Array.from(new Set(sorted)));
    return apart.length > all.length ? apart : all;
  };

  /** @param {number} share */
  const told = (share) => String(Number((100 * share).toFixed(2)));
  /** @type {Halfhour["classWords"]} */
  const classWords = (bounds) => {
    if (!bounds.length) return [t("all units alike")];
    const inner = bounds.slice(1).map((to, i) => t("{low} to {high}%", { low: told(bounds[i]), high: told(to) }));
    return [t("below {number}%", { number: told(bounds[0]) }), ...inner, t("{number}% and more", { number: told(bounds[bounds.length - 1]) })];
  };

  // As many of the colours as there are classes, from the lightest to the darkest.
  /** @type {Halfhour["classColours"]} */
  const classColours = (colours, bounds) => (bounds.length ? Array.from({ length: bounds.length + 1 }, (_, i) => colours[Math.round(i * (colours.length - 1) / bounds.length)]) : [colours[colours.length - 2]]);

  Object.assign(halfhour, { classBounds, classWords, classColours });
})();
