// For keyboards, screen readers and people whom movement disturbs: names, a way to the map, Escape, stillness.
"use strict";
(() => {
  const { t, element } = halfhour;
  const SETTLED_MS = 600, HAN = /[\u3400-\u9fff]/, LETTERS = /[A-Za-z\u3400-\u9fff]/;
  const NAMED = "h1, h2, h3, h4, th, td, button, span, p, li, option";

  // Before the map is made.
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  }

  // A tooltip that listens for the focus makes its shape a stop of the Tab key, and there may be thousands of shapes:
  // the panel's tables and the search lead to them.
  const listenForFocus = L.Layer.prototype._addFocusListenersOnLayer;
  L.Layer.include(/** @type {ThisType<L.Layer>} */ ({
    /** @param {L.Layer} layer */
    _addFocusListenersOnLayer(layer) {
      if (!(layer instanceof L.Path)) listenForFocus.call(this, layer);
    },
  }));

  // A popup comes to lie beside what stands on the map's edges: below the buttons, beside those that zoom, above scale and legend's button.
  const NARROW = window.matchMedia("(max-width: 760px)").matches, EDGES_PX = { top: 62, left: 60, right: 12, bottom: NARROW ? 62 : 40 };
  L.Popup.mergeOptions({ autoPanPaddingTopLeft: [EDGES_PX.left, EDGES_PX.top], autoPanPaddingBottomRight: [EDGES_PX.right, EDGES_PX.bottom] });
  const FRAME_PX = 50;
  // As high and wide as the map leaves it; what is longer scrolls.
  /** @type {(map: L.Map) => void} */
  const limitPopups = (map) => {
    const { x, y } = map.getSize();
    L.Popup.mergeOptions({ maxHeight: Math.max(120, y - EDGES_PX.top - EDGES_PX.bottom - FRAME_PX), maxWidth: Math.max(160, Math.min(300, x - EDGES_PX.left - EDGES_PX.right - FRAME_PX)) });
  };

  // Names of places and sites are read in their own language, whatever the page speaks.
  // What has its language from the template keeps it.
  /** @type {WeakSet<Element>} */
  const tagged = new WeakSet();
  /** @type {Halfhour["tagLanguages"]} */
  const tagLanguages = (box) => box.querySelectorAll(NAMED).forEach((node) => {
    const text = node.childElementCount ? "" : node.textContent || "";
    if (!LETTERS.test(text) || node.closest("#languages")) return;
    const lang = HAN.test(text) ? "zh" : "en", page = node.closest(".words") ? /** @type {Element} */ (node.closest(".words")).getAttribute("lang") : halfhour.lang();
    // Ids and names of works in Latin letters are read well in both.
    if (lang === "zh" && page !== "zh" && !node.hasAttribute("lang")) {
      node.setAttribute("lang", "zh");
      tagged.add(node);
    } else if (tagged.has(node) && (lang !== "zh" || page === "zh")) {
      node.removeAttribute("lang");
      tagged.delete(node);
    }
  });

  // Every table is called what its heading says.
  const nameTables = () => document.querySelectorAll("aside table").forEach((table) => {
    const title = /** @type {HTMLTableElement} */ (table).caption ? "" : halfhour.tableTitle(table);
    if (title && table.getAttribute("aria-label") !== title) table.setAttribute("aria-label", title);
  });

  // Changes of the panel are told in a sentence, once they have come to rest.
  /** @type {(live: HTMLElement) => void} */
  const listen = (live) => {
    const aside = document.querySelector("aside");
    let waiting = 0, said = halfhour.heard(), lang = halfhour.lang();
    if (!aside) return;
    /** @type {Set<Node>} */
    const changed = new Set();
    const settle = () => {
      nameTables();
      changed.forEach((node) => { if (node instanceof Element && node.isConnected) tagLanguages(node); });
      changed.clear();
      const words = halfhour.heard(), same = lang === halfhour.lang();
      if (words !== said && same) live.textContent = words;
      said = words;
      lang = halfhour.lang();
    };
    new MutationObserver((records) => {
      records.forEach(({ target }) => changed.add(target));
      clearTimeout(waiting);
      waiting = window.setTimeout(settle, SETTLED_MS);
    }).observe(aside, { childList: true, subtree: true });
  };

  /** @param {L.Map} map */
  const nameMap = (map) => {
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", t("Map"));
  };

  // What is open closes by Escape wherever the keyboard is: hits of the search, then the popup.
  /** @type {(map: L.Map, event: KeyboardEvent) => void} */
  const escape = (map, event) => {
    const list = document.getElementById("found");
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (list && list.childElementCount) list.textContent = "";
    else map.closePopup();
  };

  /** @type {Halfhour["giveAccess"]} */
  const giveAccess = (map) => {
    const skip = element("button", "", null, { type: "button", className: "skip" });
    document.body.prepend(skip);
    skip.addEventListener("click", () => map.getContainer().focus());
    limitPopups(map);
    map.on("resize", () => limitPopups(map));
    const live = element("p", "", document.querySelector("aside"), { className: "heard" });
    live.setAttribute("aria-live", "polite");
    const name = () => {
      skip.textContent = t("To the map");
      nameMap(map);
      nameTables();
      document.querySelectorAll("aside").forEach(tagLanguages);
    };
    map.on("popupopen", ({ popup }) => {
      const box = popup.getElement();
      if (!box) return;
      tagLanguages(box);
      box.querySelectorAll("h4").forEach((title) => title.setAttribute("aria-level", "2"));
    });
    document.addEventListener("keydown", (event) => escape(map, event));
    halfhour.onLang(name);
    name();
    listen(live);
  };

  // Each kind of page may say in a sentence what its figures are.
  Object.assign(halfhour, { giveAccess, tagLanguages, heard: () => "" });
})();
