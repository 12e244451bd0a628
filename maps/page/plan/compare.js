// Before and after: the map as it is today, with the chosen sites, or both with a bar between them.
// A layer that knows both sides asks `sides` what to draw and hands what it drew to `follow`, which clips it.
"use strict";
(() => {
  const { t, element } = halfhour;
  const STEP = 0.02, FAR_PX = 99999;
  /** @type {[mode: Side | "swipe", label: string][]} */
  const MODES = [["today", "Today"], ["choice", "With these sites"], ["swipe", "Swipe"]];
  /** @type {((what: "mode" | "bar") => void)[]} */
  const listeners = [];
  /** @type {Side[]} */
  const SIDES = ["today", "choice"];
  // What the bar says of each side.
  const labels = /** @type {Record<Side, HTMLElement>} */ ({});
  /** @type {Map<HTMLElement | SVGElement, Side>} */
  const followed = new Map();
  /** @type {L.Map} */
  let map;
  /** @type {HTMLElement} */
  let bar;
  /** @type {Side | "swipe"} */
  let mode = "choice";
  let part = 0.5;

  /** @type {Compare["sides"]} */
  const sides = () => (mode === "swipe" ? SIDES : [mode]);
  const barX = () => part * map.getSize().x;
  /** @type {Compare["sideAt"]} */
  const sideAt = (x) => (mode !== "swipe" ? mode : x < barX() ? "today" : "choice");
  /** @type {Compare["sideOf"]} */
  const sideOf = (latlng) => sideAt(mode === "swipe" && map ? map.latLngToContainerPoint(latlng).x : 0);

  // `clip` counts from the element's own corner, which moves with the map.
  /** @type {(node: HTMLElement | SVGElement, side: Side) => void} */
  const clip = (node, side) => {
    if (mode !== "swipe") {
      node.style.clip = "";
      node.style.visibility = side && side !== mode ? "hidden" : "";
      return;
    }
    const corner = map.layerPointToContainerPoint(L.DomUtil.getPosition(/** @type {HTMLElement} */ (node)) || L.point(0, 0)), edge = Math.round(barX() - corner.x);
    node.style.visibility = "";
    node.style.clip = "rect(" + [-FAR_PX, side === "today" ? edge : FAR_PX, FAR_PX, side === "today" ? -FAR_PX : edge].join("px,") + "px)";
  };
  const clipAll = () => followed.forEach((side, node) => {
    if (node.isConnected) clip(node, side);
    else followed.delete(node);
  });

  const place = () => {
    const percent = Math.round(100 * part);
    bar.style.left = 100 * part + "%";
    bar.setAttribute("aria-valuenow", String(percent));
    bar.setAttribute("aria-valuetext", t("{percent}% today, the rest with these sites", { percent }));
    clipAll();
  };
  /** @param {number} to */
  const move = (to) => {
    part = Math.max(0, Math.min(1, to));
    place();
    listeners.forEach((listener) => listener("bar"));
  };

  /** @param {PointerEvent} event */
  const drag = (event) => {
    const box = map.getContainer().getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
    event.preventDefault();
  };
  /** @type {Record<string, number>} */
  const KEYS = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -5 * STEP, PageUp: 5 * STEP, Home: -1, End: 1 };

  const makeBar = () => {
    bar = element("div", "", map.getContainer(), { className: "swipe", tabIndex: 0 });
    bar.setAttribute("role", "slider");
    bar.setAttribute("aria-valuemin", "0");
    bar.setAttribute("aria-valuemax", "100");
    SIDES.forEach((side) => {
      labels[side] = element("span", "", bar, { className: side });
      labels[side].setAttribute("aria-hidden", "true");
    });
    element("b", "⇔", bar).setAttribute("aria-hidden", "true");
    L.DomEvent.disableClickPropagation(bar);
    bar.addEventListener("pointerdown", (event) => {
      bar.setPointerCapture(event.pointerId);
      bar.addEventListener("pointermove", drag);
      // The map would take the press for the beginning of a pan.
      event.stopPropagation();
    });
    ["pointerup", "pointercancel"].forEach((end) => bar.addEventListener(end, () => bar.removeEventListener("pointermove", drag)));
    bar.addEventListener("keydown", (event) => {
      if (!Object.prototype.hasOwnProperty.call(KEYS, event.key)) return;
      move(part + KEYS[event.key]);
      event.preventDefault();
      event.stopPropagation();
    });
  };

  /** @type {Compare["set"]} */
  const set = (to) => {
    mode = to;
    map.closePopup();
    bar.hidden = mode !== "swipe";
    listeners.forEach((listener) => listener("mode"));
    place();
  };

  /** @type {Compare["start"]} */
  const start = (on) => {
    map = on;
    makeBar();
    const box = element("div", "", map.getContainer(), { className: "compare" });
    box.setAttribute("role", "group");
    L.DomEvent.disableClickPropagation(box);
    const buttons = MODES.map(([key]) => {
      const button = element("button", "", box, { type: "button" });
      button.dataset.compare = key;
      button.addEventListener("click", () => set(key));
      return button;
    });
    const name = () => {
      box.setAttribute("aria-label", t("Before and after"));
      bar.setAttribute("aria-label", t("Bar between today and these sites"));
      labels.today.textContent = t("Today");
      labels.choice.textContent = t("With these sites");
      buttons.forEach((button, i) => { button.textContent = t(MODES[i][1]); });
      place();
    };
    const press = () => buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(MODES[i][0] === mode)));
    listeners.push(press);
    halfhour.onLang(name);
    bar.hidden = true;
    name();
    press();
    map.on("move", clipAll);
    // Renderers move their canvases at the end of a move, some after this listener.
    map.on("moveend zoomend resize viewreset", () => setTimeout(() => {
      clipAll();
      if (mode === "swipe") listeners.forEach((listener) => listener("bar"));
    }));
  };

  halfhour.compare = {
    start, set, move, sides, sideAt, sideOf,
    mode: () => mode,
    // Calls with "mode" when what is shown has changed, with "bar" when only the bar or the map under it moved.
    onChange: (listener) => listeners.push(listener),
    // Shows a canvas, a pane or another element of the map on one side only.
    follow: (node, side) => {
      followed.set(node, side);
      if (map) clip(node, side);
    },
  };
})();
