// What begins with the page of a plan.
"use strict";
(() => {
  const { t } = halfhour;

  halfhour.printNote = () => (!halfhour.model.isPlan() ? " · " + t("with sites chosen in the page") : "");

  halfhour.begin = (map) => {
    halfhour.search(map);
    halfhour.compare.start(map);
    halfhour.compare.onChange((what) => { if (what === "mode") map.eachLayer((layer) => { if (layer instanceof halfhour.SheetLayer) layer.draw(); }); });
    halfhour.explore(map);
    /** @type {NodeListOf<HTMLElement>} */
    const named = document.querySelectorAll("[data-site]");
    named.forEach((node) => node.addEventListener("click", () => {
      const site = halfhour.siteNumber(node.dataset.site);
      if (site !== undefined) halfhour.fly(site);
    }));
  };
})();
