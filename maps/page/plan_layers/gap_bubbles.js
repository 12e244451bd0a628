// People who are not served, written where they live: a bubble for each area, from afar for several.
"use strict";
(() => {
  const { t, count, element, movedBox, spread } = halfhour;
  const RANK = 20, REACH_PX = 34, TRIED_MAX = 120, HEIGHT = 1000, STOPS_MAX = 24;
  // More areas than these are told together.
  const APART_MAX = 24, SQUARE_PX = 120;
  // Larger letters for more people; boxes are as wide as digits need.
  const LETTERS_PX = [11, 12, 13.5], DIGIT = 0.62, SIDES_PX = 13, HEIGHTS_PX = [17, 19, 22];

  /** @type {(people: number, most: number) => number} */
  const sizeOf = (people, most) => (people * 2 >= most ? 2 : people * 6 >= most ? 1 : 0);
  /** @type {(text: string, size: number) => { width: number, height: number }} */
  const extent = (text, size) => ({ width: Math.ceil(text.length * DIGIT * LETTERS_PX[size]) + SIDES_PX, height: HEIGHTS_PX[size] });

  /** @type {(text: string, size: number, shift: Shift) => L.DivIcon} */
  const icon = (text, size, shift) => {
    const { width, height } = extent(text, size), html = element("span", text);
    html.style.fontSize = LETTERS_PX[size] + "px";
    html.style.paddingTop = Math.round((height - LETTERS_PX[size]) / 2 - 2) + "px";
    return L.divIcon({ className: "mark bubble", html, iconSize: [width, height], iconAnchor: [width / 2 - shift.x, height / 2 - shift.y], popupAnchor: [shift.x, shift.y - height / 2] });
  };

  /** @type {(bubble: GapBubble) => string} */
  const named = ({ areas, unit, people }) => {
    const name = unit || halfhour.gaps.title(areas[0]), number = areas.length - 1;
    return unit || !number ? t("{name}: {people} people not served", { name, people: { people } })
      : t("{name} and {number} more places: {people} people not served", { name, number, people: { people } });
  };

  /** @type {(map: L.Map, bubble: GapBubble, look: L.DivIcon, keyboard: boolean) => L.Marker} */
  const mark = (map, bubble, look, keyboard) => {
    const { areas, side, lat, lng } = bubble, layer = L.marker([lat, lng], { icon: look, zIndexOffset: HEIGHT, keyboard }), name = named(bubble);
    layer.bindTooltip(() => element("span", name));
    layer.on("add", () => {
      const node = layer.getElement();
      if (!node) return;
      node.setAttribute("aria-label", name);
      node.dataset.people = String(bubble.people);
    });
    layer.on("click", () => {
      if (areas.length < 2) halfhour.tellAt(map, L.latLng(lat, lng), halfhour.gaps.tell(areas[0], side));
      // Several lead to where they stand apart.
      else map.fitBounds(L.latLngBounds(areas.map((one) => L.latLng(one.lat, one.lng))), { padding: [60, 60], maxZoom: map.getZoom() + 3 });
    });
    return layer;
  };

  /** @type {Made<GapBubblesLayer, []>} */
  const GapBubbles = L.LayerGroup.extend(/** @type {Methods<GapBubblesLayer>} */ ({
    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      this.leave = halfhour.declutter.join(map, RANK, (taken, frame) => this.arrange(taken, frame));
      halfhour.declutter.run();
    },
    onRemove(map) {
      L.LayerGroup.prototype.onRemove.call(this, map);
      this.leave();
    },
    // What is seen of the areas, each on its side of the map: from afar those of one unit, or near each other, as one.
    bubbles(frame) {
      const { compare, gapFigures } = halfhour, map = this._map;
      const seen = compare.sides().flatMap((side) => gapFigures.list(side).map((one) => ({ one, side, at: map.latLngToContainerPoint([one.lat, one.lng]) })))
        .filter(({ at, side }) => compare.sideAt(at.x) === side && at.x >= frame.left && at.x <= frame.right && at.y >= frame.top && at.y <= frame.bottom);
      const together = seen.length > APART_MAX, units = new Set(seen.map(({ one }) => one.part)).size > 1;
      /** @type {Map<string, GapBubble>} */
      const found = new Map();
      seen.forEach(({ one, side, at }) => {
        const own = !together ? one.area : units ? "u" + one.part : Math.floor(at.x / SQUARE_PX) + "/" + Math.floor(at.y / SQUARE_PX);
        const key = side + own, known = found.get(key) || { side, areas: [], people: 0, lat: 0, lng: 0, unit: together && units ? one.part : "" };
        found.set(key, known);
        known.areas.push(one);
        known.people += one.unserved;
        known.lat += one.unserved * one.lat;
        known.lng += one.unserved * one.lng;
      });
      const all = Array.from(found.values()).sort((a, b) => b.people - a.people);
      all.forEach((bubble) => {
        bubble.lat /= bubble.people;
        bubble.lng /= bubble.people;
      });
      return all;
    },
    arrange(taken, frame) {
      const map = this._map, seen = this.bubbles(frame), most = seen.length ? seen[0].people : 1;
      const places = seen.map(({ lat, lng }) => map.latLngToContainerPoint([lat, lng]));
      const shifts = spread(seen.slice(0, TRIED_MAX).map(({ people }, i) => {
        // As wide as if it stood for twice as many: it may have to.
        const { width, height } = extent(count(2 * people), sizeOf(people, most));
        return { at: places[i], box: { left: -width / 2 - 1, right: width / 2 + 1, top: -height / 2 - 1, bottom: height / 2 + 1 }, reach: REACH_PX };
      }), taken, frame);
      const rank = seen.map(({ people }) => sizeOf(people, most)), placed = seen.flatMap((_, i) => (shifts[i] ? [i] : []));
      // Who has no room is counted by the nearest bubble that has, so that all on the map are all there are.
      seen.forEach((one, i) => {
        const near = shifts[i] ? [] : placed.filter((other) => seen[other].side === one.side);
        if (!near.length) return;
        const host = seen[near.reduce((a, b) => (places[i].distanceTo(places[b]) < places[i].distanceTo(places[a]) ? b : a))];
        host.people += one.people;
        host.areas = host.areas.concat(one.areas);
        host.unit = "";
      });
      const boxes = placed.map((i) => {
        const shift = shifts[i] || { x: 0, y: 0 }, { width, height } = extent(count(seen[i].people), rank[i]);
        return movedBox({ left: -width / 2, right: width / 2, top: -height / 2, bottom: height / 2 }, { x: places[i].x + shift.x, y: places[i].y + shift.y });
      });
      // Bubbles that would say and stand as before stay: their tooltips and the focus are kept, too.
      const told = JSON.stringify([halfhour.lang(), placed.map((i) => [seen[i], rank[i], shifts[i]])]);
      if (told !== this.told) {
        this.clearLayers();
        placed.forEach((i) => this.addLayer(mark(map, seen[i], icon(count(seen[i].people), rank[i], shifts[i] || { x: 0, y: 0 }), placed.length <= STOPS_MAX)));
      }
      this.told = told;
      // Names keep clear of the bubbles; they are only written anew where these stand elsewhere.
      const key = JSON.stringify(boxes);
      if (key !== this.key) map.fire("arranged");
      this.key = key;
      return boxes;
    },
  }));

  const key = () => [{ rows: [[halfhour.sign([["rect", { x: 1, y: 3, width: 32, height: 14, rx: 7, fill: "#fff", stroke: "#8a1c10", "stroke-width": 1.5 }], ["text", { x: 17, y: 13.5, "text-anchor": "middle", "font-size": 9.5, "font-weight": 700, fill: "#8a1c10" }, "123"]], 34), t("People not served in an area, or in several")]] }];

  // Sides and their bar decide which areas are counted how.
  halfhour.compare.onChange(() => halfhour.declutter.run());

  /** @type {Halfhour["gap_bubbles"]} */
  const gap_bubbles = (data) => Object.assign(halfhour.labelled(new GapBubbles(), data), { halfhourLegend: key });

  Object.assign(halfhour, { gap_bubbles });
})();
