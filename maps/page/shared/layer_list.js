// The list of layers: closed until its button is pressed, in groups, and closed again by Escape.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  /** @type {[group: string, heading: string][]} */
  const GROUPS = [["question", "Question"], ["sites", "Sites"], ["people", "People"], ["units", "Units"], ["ground", "Ground"]];
  const CLEAR_PX = 48, LEAST_LEFT_PX = 60;
  /** @type {LayerListParts | null} */
  let parts = null;
  /** @type {ListedLayer[]} */
  let listed = [];

  /** @param {L.Layer} layer */
  const groupOf = (layer) => (GROUPS.some(([group]) => group === layer.halfhourGroup) ? layer.halfhourGroup : GROUPS[0][0]);

  const fill = () => {
    if (!parts) return;
    const { list, button, map } = parts;
    button.textContent = t("Layers");
    list.setAttribute("aria-label", t("Layers"));
    list.textContent = "";
    GROUPS.forEach(([group, heading]) => {
      const own = listed.filter(({ layer }) => groupOf(layer) === group);
      if (!own.length) return;
      const box = element("fieldset", "", list);
      box.dataset.group = group;
      element("legend", t(heading), box);
      own.forEach((one) => {
        const line = element("label", "", box), input = element("input", "", line, { type: "checkbox", className: "leaflet-control-layers-selector", checked: map.hasLayer(one.layer) });
        element("span", " " + (one.layer.halfhourLabel ? show(one.layer.halfhourLabel) : one.name), line);
        one.input = input;
        input.addEventListener("change", () => {
          if (input.checked) map.addLayer(one.layer);
          else map.removeLayer(one.layer);
        });
      });
    });
  };
  const tick = () => listed.forEach(({ layer, input }) => {
    if (input && parts) input.checked = parts.map.hasLayer(layer);
  });

  // A site that is told of keeps in view: the map moves from under the list.
  const clear = () => {
    if (!parts) return;
    const { map, list } = parts, popup = map._popup, at = popup && map.hasLayer(popup) ? popup.getLatLng() : null;
    if (!at) return;
    const box = list.getBoundingClientRect(), corner = map.getContainer().getBoundingClientRect(), point = map.latLngToContainerPoint(at);
    const left = box.left - corner.left, over = point.x + CLEAR_PX - left;
    if (over > 0 && point.y < box.bottom - corner.top + CLEAR_PX && left > LEAST_LEFT_PX) map.panBy([over, 0], { animate: false });
  };

  /** @type {Halfhour["openLayers"]} */
  const open = (wanted) => {
    if (!parts) return;
    parts.list.hidden = !wanted;
    parts.button.setAttribute("aria-expanded", String(wanted));
    if (wanted) clear();
  };

  /** @type {Methods<L.Control.Layers>} */
  const methods = {
    onAdd(map) {
      const box = element("div", "", null, { className: "leaflet-control-layers leaflet-control" });
      const button = element("button", "", box, { type: "button", className: "layers-button" });
      const list = element("div", "", box, { id: "layers-list", className: "layers-list", hidden: true });
      list.setAttribute("role", "group");
      button.setAttribute("aria-controls", list.id);
      parts = { map, box, button, list };
      listed = this._layers.map(({ layer, name }) => ({ layer, name, input: null }));
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      button.addEventListener("click", () => open(Boolean(list.hidden)));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || list.hidden) return;
        event.stopPropagation();
        open(false);
        button.focus();
      });
      open(false);
      fill();
      map.on("layeradd layerremove", tick);
      return box;
    },
    onRemove(map) {
      map.off("layeradd layerremove", tick);
    },
    _expandIfNotCollapsed() {
      return this;
    },
    _update() {
      fill();
      return this;
    },
  };
  L.Control.Layers.include(methods);

  /** @type {Halfhour["listedLayers"]} */
  const listedLayers = () => listed.map(({ layer }) => layer);

  Object.assign(halfhour, { relabel: fill, openLayers: open, listedLayers });
})();
