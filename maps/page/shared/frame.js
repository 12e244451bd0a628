// What is around every map: language, scale and north.
"use strict";
(() => {
  const { t, element, part } = halfhour;
  /** @type {L.Map} */
  let map;

  /** @this {L.Map} */
  const furnish = function () {
    map = this;
    this.on("click", (event) => halfhour.openAt(this, event.latlng, null));
    this.attributionControl.setPrefix(false);
    const zoom = () => [["in", "Zoom in"], ["out", "Zoom out"]].forEach(([name, words]) => this.getContainer().querySelectorAll(".leaflet-control-zoom-" + name).forEach((button) => {
      button.setAttribute("title", t(words));
      button.setAttribute("aria-label", t(words));
    }));
    this.whenReady(zoom);
    this.on("popupopen", ({ popup }) => {
      const box = popup.getElement(), button = box && box.querySelector(".leaflet-popup-close-button");
      if (button) button.setAttribute("aria-label", t("Close popup"));
    });
    halfhour.onLang(zoom);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this);
    const north = new L.Control({ position: "bottomleft" });
    north.onAdd = () => {
      const box = element("div", "", null, { className: "north" });
      element("b", "▲", box);
      const letter = element("span", t("N"), box);
      halfhour.onLang(() => { letter.textContent = t("N"); });
      return box;
    };
    north.addTo(this);
  };
  L.Map.addInitHook(furnish);

  const languages = () => {
    const box = part("languages");
    Object.entries(halfhour.data().langs).forEach(([lang, name]) => {
      const button = element("button", name, box, { type: "button", lang });
      const press = () => button.setAttribute("aria-pressed", String(halfhour.lang() === lang));
      button.addEventListener("click", () => halfhour.setLang(lang));
      halfhour.onLang(press);
      press();
    });
  };

  // Each kind of page says what begins with it, what its print must add, and what a click on its map does. Pages with sites
  // say where these are and what can be done there, pages with figures of units what those are.
  const nothing = () => {};
  Object.assign(halfhour, { begin: nothing, printNote: () => "", openAt: nothing, fly: nothing, offer: nothing, unitRows: () => [] });

  halfhour.ready = () => {
    halfhour.map = map;
    languages();
    halfhour.begin(map);
    halfhour.relabel();
    halfhour.onLang(() => {
      map.closePopup();
      halfhour.relabel();
    });
    halfhour.printing();
    halfhour.giveAccess(map);
    document.documentElement.dataset.ready = "yes";
  };
})();
