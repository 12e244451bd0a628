// Boxes on the map that must not lie over each other: where each goes, the first of a list before those after it.
"use strict";
(() => {
  const STEP_PX = 5, DIRECTIONS = 16, NEAR_PX = 70, PLACED_MAX = 250;
  const TURNS = Array.from({ length: DIRECTIONS }, (_, i) => ({ x: Math.cos(2 * Math.PI * i / DIRECTIONS), y: Math.sin(2 * Math.PI * i / DIRECTIONS) }));

  /** @type {Halfhour["overlap"]} */
  const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  /** @type {Halfhour["movedBox"]} */
  const movedBox = ({ left, right, top, bottom }, { x, y }) => ({ left: left + x, right: right + x, top: top + y, bottom: bottom + y });

  // Away from the others nearby, so that lines from boxes to their places do not cross; upwards where there are none.
  /** @type {(at: Shift, others: Shift[]) => Shift} */
  const outward = (at, others) => {
    const sum = { x: 0, y: -1e-6 };
    for (const { x, y } of others) {
      const apart = Math.hypot(at.x - x, at.y - y);
      if (!apart || apart > NEAR_PX) continue;
      sum.x += (at.x - x) / apart;
      sum.y += (at.y - y) / apart;
    }
    return sum;
  };

  // The shift of each box from its place, as small as there is room for; null where there is none within its reach.
  /** @type {Halfhour["spread"]} */
  const spread = (items, taken = [], frame = null) => {
    const placed = taken.slice(), places = items.map((item) => item.at);
    let count = 0;
    return items.map(({ at, box, reach }) => {
      if (count >= PLACED_MAX) return null;
      const away = outward(at, places);
      const turns = TURNS.slice().sort((a, b) => b.x * away.x + b.y * away.y - a.x * away.x - a.y * away.y);
      /** @type {(shift: Shift) => boolean} */
      const free = (shift) => {
        const here = movedBox(box, { x: at.x + shift.x, y: at.y + shift.y });
        if (frame && (here.left < frame.left || here.right > frame.right || here.top < frame.top || here.bottom > frame.bottom)) return false;
        if (placed.some((other) => overlap(here, other))) return false;
        placed.push(here);
        count++;
        return true;
      };
      const still = { x: 0, y: 0 };
      if (free(still)) return still;
      for (let far = STEP_PX; far <= reach; far += STEP_PX) {
        for (const turn of turns) {
          const shift = { x: Math.round(turn.x * far), y: Math.round(turn.y * far) };
          if (free(shift)) return shift;
        }
      }
      return null;
    });
  };

  // Whoever lays boxes over the map joins with a rank; the lower come first and the later keep clear of what these took.
  /** @type {{ rank: number, arrange: (taken: Box[], frame: Box) => Box[] }[]} */
  const joined = [];
  /** @type {L.Map | null} */
  let map = null;

  // Boxes of the map's controls, in pixels of its container.
  /** @type {(on: L.Map) => Box[]} */
  const controls = (on) => {
    const box = on.getContainer(), corner = box.getBoundingClientRect();
    return Array.from(box.querySelectorAll(".leaflet-control:not(.leaflet-control-layers), .layers-button, .compare"), (node) => {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      return { left: left - corner.left, right: right - corner.left, top: top - corner.top, bottom: bottom - corner.top };
    }).filter((one) => one.right > one.left && one.bottom > one.top);
  };

  /** @type {Halfhour["declutter"]["run"]} */
  const run = () => {
    if (!map) return;
    const { x, y } = map.getSize();
    if (!x || !y) return;
    const frame = { left: 0, top: 0, right: x, bottom: y };
    joined.reduce((taken, { arrange }) => taken.concat(arrange(taken, frame)), controls(map));
  };

  /** @type {Halfhour["declutter"]["join"]} */
  const join = (on, rank, arrange) => {
    if (!map) {
      map = on;
      map.on("moveend zoomend resize", run);
    }
    const one = { rank, arrange };
    joined.push(one);
    joined.sort((a, b) => a.rank - b.rank);
    return () => {
      joined.splice(joined.indexOf(one), 1);
      run();
    };
  };

  Object.assign(halfhour, { overlap, movedBox, spread, declutter: { join, run } });
})();
