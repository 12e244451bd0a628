// Popups: what they say, and how the keyboard comes into them and back.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  // What a popup says: title, note, rows of label and value, a reason, and for a site what can be done.
  /** @type {Halfhour["content"]} */
  const content = (what) => {
    const box = element("div", "", null, { className: "popup" });
    element("h4", show(what.title), box);
    if (what.note) element("p", show(what.note), box);
    const rows = what.unit ? what.rows.concat(halfhour.unitRows(what.unit)) : what.rows;
    if (rows.length) {
      const body = element("tbody", "", element("table", "", box));
      for (const [label, value] of rows) {
        const row = element("tr", "", body), text = show(value);
        element("th", t(label), row).scope = "row";
        element("td", text, row).className = text.length < 14 ? "short" : "";
      }
    }
    if (what.reason) element("p", show(what.reason), box).className = "reason";
    if (what.ways) halfhour.tellWays(what.ways, box);
    if (what.site !== undefined) halfhour.offer(what.site, box);
    if (what.act) element("button", t(what.act.label), box, { type: "button", className: "small" }).addEventListener("click", what.act.go);
    return box;
  };

  // Opens a popup that was asked for away from the map: the keyboard goes on inside it, and back when it closes.
  /** @type {Halfhour["tellAt"]} */
  const tellAt = (map, latlng, what) => focusPopup(map, L.popup().setLatLng(latlng).setContent(content(what)).openOn(map));
  /** @type {Halfhour["focusPopup"]} */
  const focusPopup = (map, popup) => {
    const from = document.activeElement, inside = popup.getElement();
    if (!inside) return;
    const first = inside.querySelector("button") || inside.querySelector("a");
    if (first) first.focus({ preventScroll: true });
    inside.addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(popup); });
    popup.once("remove", () => { if (from instanceof HTMLElement && from.isConnected && from !== document.body) from.focus({ preventScroll: true }); });
  };

  Object.assign(halfhour, { content, tellAt, focusPopup, places: [] });
})();
