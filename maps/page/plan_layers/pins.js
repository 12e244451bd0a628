// Proposed sites as numbered pins that never cover each other: moved apart, with a line to the place; one for several at worst.
"use strict";
(() => {
  const { movedBox, spread } = halfhour;
  const SIZE = [28, 35], TIP = [14, 34], POPUP = [0, -31], RANK = 10, REACH_PX = 130, HEIGHT = 2000, LEADER_PX = 4;
  const BOX = { left: -TIP[0] - 1, right: SIZE[0] - TIP[0] + 1, top: -TIP[1] - 1, bottom: SIZE[1] - TIP[1] + 1 };
  // Where pins are more than this, Tab does not stop at each: the panel's table and the search lead to them.
  const STOPS_MAX = 20;
  const LINE = { color: "#5b2a86", weight: 1.5, interactive: false, className: "leader", pane: "candidates" };
  const DOT = { color: "#ffffff", weight: 1, fillColor: "#5b2a86", fillOpacity: 1, radius: 3.5, interactive: false, pane: "candidates" };

  /** @type {(order: number) => L.DivIcon} */
  const pinIcon = (order) => {
    const svg = '<svg viewBox="0 0 32 40"><path d="M16 39C12 31 2 26 2 15.5a14 14 0 0 1 28 0C30 26 20 31 16 39z" fill="#5b2a86" stroke="#fff" stroke-width="2"/>'
      + '<text x="16" y="21" text-anchor="middle" font-size="15" font-weight="700" fill="#fff">' + Number(order) + "</text></svg>";
    return L.divIcon({ className: "mark proposed-mark", html: svg, iconSize: [SIZE[0], SIZE[1]], iconAnchor: [TIP[0], TIP[1]], popupAnchor: [POPUP[0], POPUP[1]] });
  };

  // Moves a pin away from its place, its popup with it.
  /** @type {(pin: SpreadPin, shift: Shift) => void} */
  const move = ({ layer }, shift) => {
    const { options } = /** @type {L.DivIcon} */ (layer.options.icon), node = layer.getElement();
    options.iconAnchor = [TIP[0] - shift.x, TIP[1] - shift.y];
    options.popupAnchor = [POPUP[0] + shift.x, POPUP[1] + shift.y];
    if (!node) return;
    node.style.marginLeft = shift.x - TIP[0] + "px";
    node.style.marginTop = shift.y - TIP[1] + "px";
  };

  // What a pin says: its number, and how many others it stands for.
  /** @param {SpreadPin} pin */
  const write = ({ layer, order, others, hidden }) => {
    const node = layer.getElement(), text = node && node.querySelector("text");
    if (!node || !text) return;
    node.style.display = hidden ? "none" : "";
    text.textContent = others.length ? order + "+" + others.length : String(order);
    text.setAttribute("font-size", others.length ? "11.5" : "15");
  };

  /** @type {Made<PinsLayer, []>} */
  const Pins = L.FeatureGroup.extend(/** @type {Methods<PinsLayer>} */ ({
    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      this.leave = halfhour.declutter.join(map, RANK, (taken, frame) => this.arrange(taken, frame));
      halfhour.declutter.run();
    },
    onRemove(map) {
      L.FeatureGroup.prototype.onRemove.call(this, map);
      this.leave();
    },
    arrange(taken, frame) {
      const map = this._map, places = new Map(this.pins.map((pin) => [pin, map.latLngToContainerPoint(pin.layer.getLatLng())]));
      /** @type {(pin: SpreadPin) => L.Point} */
      const at = (pin) => /** @type {L.Point} */ (places.get(pin));
      const seen = this.pins.filter((pin) => at(pin).x >= frame.left && at(pin).x <= frame.right && at(pin).y >= frame.top && at(pin).y <= frame.bottom);
      const shifts = spread(seen.map((pin) => ({ at: at(pin), box: BOX, reach: REACH_PX })), taken, frame);
      this.pins.forEach((pin) => Object.assign(pin, { others: [], hidden: false, shift: { x: 0, y: 0 } }));
      const placed = seen.filter((pin, i) => Object.assign(pin, { shift: shifts[i] || pin.shift }) && shifts[i]);
      // Who has no room is told by the nearest pin that has.
      seen.filter((_, i) => !shifts[i]).forEach((pin) => {
        if (!placed.length) return;
        pin.hidden = true;
        placed.reduce((a, b) => (at(pin).distanceTo(at(b)) < at(pin).distanceTo(at(a)) ? b : a)).others.push(pin);
      });
      this.pins.forEach((pin) => {
        move(pin, pin.shift);
        write(pin);
        this.lead(pin, at(pin));
      });
      return placed.map((pin) => movedBox(BOX, { x: at(pin).x + pin.shift.x, y: at(pin).y + pin.shift.y }));
    },
    // A thin line from a place to its pin, where that stands elsewhere.
    lead(pin, at) {
      const away = pin.hidden || Math.hypot(pin.shift.x, pin.shift.y) >= LEADER_PX;
      if (!away) {
        if (pin.leader) pin.leader.forEach((one) => this.removeLayer(one));
        pin.leader = null;
        return;
      }
      const place = pin.layer.getLatLng(), tip = this._map.containerPointToLatLng([at.x + pin.shift.x, at.y + pin.shift.y]);
      if (!pin.leader) {
        pin.leader = [L.polyline([place, tip], { ...LINE, renderer: this.renderer }), L.circleMarker(place, { ...DOT, renderer: this.renderer })];
        pin.leader.forEach((one) => this.addLayer(one));
      }
      pin.leader[0].setLatLngs(pin.hidden ? [place, place] : [place, tip]);
    },
  }));

  /** @type {Halfhour["makePins"]} */
  const makePins = (marks, make) => {
    const group = new Pins();
    Object.assign(group, { pins: [], renderer: L.svg({ pane: "candidates" }) });
    for (const mark of marks) {
      const layer = L.marker([mark.at[0], halfhour.unwrap(mark.at[1])], { icon: pinIcon(mark.order), zIndexOffset: HEIGHT, keyboard: marks.length <= STOPS_MAX });
      /** @type {SpreadPin} */
      const pin = { layer, order: mark.order, shift: { x: 0, y: 0 }, others: [], hidden: false, leader: null };
      make(layer, mark);
      layer.on("add", () => write(pin));
      // A pin that stands for several leads to where they stand apart.
      layer.on("click", () => {
        if (!pin.others.length) return;
        layer.closePopup();
        halfhour.map.fitBounds(L.latLngBounds([pin, ...pin.others].map((one) => one.layer.getLatLng())), { padding: [60, 60], maxZoom: halfhour.map.getZoom() + 3 });
      });
      group.pins.push(pin);
      group.addLayer(layer);
    }
    return group;
  };

  Object.assign(halfhour, { makePins });
})();
