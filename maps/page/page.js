// What is around the map: language, search, scale, north, the list of layers, and printing.
"use strict";
(() => {
  const { t, show, element } = halfhour;
  const FOUND_MAX = 8;
  let map = null, control = null;

  L.Map.addInitHook(function () {
    map = this;
    this.on("click", (event) => halfhour.openAt(this, event.latlng, null));
    this.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this);
    const north = L.control({ position: "bottomleft" });
    north.onAdd = () => {
      const box = element("div", "", null, { className: "north" });
      element("b", "▲", box);
      element("span", t("N"), box);
      halfhour.onLang(() => { box.lastChild.textContent = t("N"); });
      return box;
    };
    north.addTo(this);
  });

  // On small screens the list of layers would hide the map: it opens from its button.
  L.Control.Layers.addInitHook(function () {
    control = this;
    if (window.innerWidth < 1400) this.options.collapsed = true;
  });

  // Every layer says its name in the language of the moment.
  const update = L.Control.Layers.prototype._update;
  L.Control.Layers.include({
    _update() {
      update.call(this);
      if (this._container) this._container.querySelectorAll("input").forEach((input) => {
        const { layer } = this._getLayer(input.layerId);
        if (layer.halfhourLabel) input.nextElementSibling.textContent = " " + show(layer.halfhourLabel);
      });
      if (this._layersLink) {
        this._layersLink.title = t("Layers");
        this._layersLink.textContent = t("Layers");
      }
      return this;
    },
  });

  const languages = () => {
    const box = document.getElementById("languages"), { langs } = halfhour.data();
    Object.keys(langs).forEach((lang) => {
      const button = element("button", langs[lang], box, { type: "button", lang });
      const press = () => button.setAttribute("aria-pressed", String(halfhour.lang() === lang));
      button.addEventListener("click", () => halfhour.setLang(lang));
      halfhour.onLang(press);
      press();
    });
  };

  // Sites by name or id, units by name, and places as latitude and longitude.
  const found = (text) => {
    const words = text.trim().toLowerCase(), at = /^(-?\d+(?:\.\d+)?)[,，\s]+(-?\d+(?:\.\d+)?)$/.exec(words), list = [];
    if (!words) return list;
    if (at && Math.abs(at[1]) <= 90) list.push({ title: at[1] + ", " + at[2], note: ["Place"], go: () => map.setView([Number(at[1]), halfhour.unwrap(Number(at[2]))], 14) });
    halfhour.places.filter((place) => place.title.toLowerCase().includes(words)).forEach((place) => {
      if (!list.some((one) => one.title === place.title && show(one.note) === show(place.note))) list.push(place);
    });
    halfhour.model.sites.forEach((site, i) => {
      if (!site.name.toLowerCase().includes(words) && !String(site.id).toLowerCase().includes(words)) return;
      list.push({ title: site.name, note: [halfhour.model.existing[i] ? "Existing site" : "Candidate"], go: () => halfhour.fly(i) });
    });
    return list.slice(0, FOUND_MAX);
  };

  const search = () => {
    const input = document.getElementById("search"), list = document.getElementById("found");
    const name = () => {
      input.placeholder = t("Search: site, unit, or latitude, longitude");
      input.setAttribute("aria-label", t("Search"));
    };
    const answer = () => {
      const hits = found(input.value);
      list.textContent = "";
      hits.forEach((hit) => {
        const button = element("button", hit.title, element("li", "", list), { type: "button", className: "plain" });
        element("small", show(hit.note), button);
        button.addEventListener("click", () => {
          hit.go(map);
          list.textContent = "";
        });
      });
      if (input.value.trim() && !hits.length) element("li", t("Nothing found."), list);
    };
    input.addEventListener("input", answer);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && list.querySelector("button")) list.querySelector("button").click();
      if (event.key === "Escape") list.textContent = "";
    });
    halfhour.onLang(name);
    name();
  };

  const printed = () => {
    document.getElementById("printed").textContent = t("Printed on {date}", { date: new Date().toLocaleDateString(halfhour.lang() === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: "long", day: "numeric" }) })
      + (!halfhour.model.isPlan() ? " · " + t("with sites chosen in the page") : "");
    const notice = document.querySelector(".notice");
    document.querySelector("main").dataset.heading = [document.title].concat(notice ? [notice.textContent] : []).join(" · ");
    if (!seen) seen = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
    onPaper();
  };

  // What was seen on the screen fills the paper, whose size some browsers know only late.
  let seen = null;
  const onPaper = () => {
    map.invalidateSize({ animate: false });
    if (seen) map.fitBounds(seen.bounds, { animate: false });
  };
  const onScreen = () => {
    map.invalidateSize({ animate: false });
    if (seen) map.setView(seen.centre, seen.zoom, { animate: false });
    seen = null;
  };

  halfhour.ready = () => {
    halfhour.map = map;
    languages();
    search();
    halfhour.explore(map);
    if (control) control._update();
    halfhour.onLang(() => {
      map.closePopup();
      if (control) control._update();
    });
    document.querySelectorAll("[data-site]").forEach((node) => node.addEventListener("click", () => {
      const site = halfhour.siteNumber(node.dataset.site);
      if (site !== undefined) halfhour.fly(site);
    }));
    window.addEventListener("beforeprint", printed);
    window.matchMedia("print").addListener((media) => (media.matches ? onPaper() : onScreen()));
    window.addEventListener("afterprint", onScreen);
    document.documentElement.dataset.ready = "yes";
  };
})();
