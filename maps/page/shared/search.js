// Search by site, unit, place, or coordinates.
"use strict";
(() => {
  const { t, show, element, part } = halfhour;
  const FOUND_STEP = 8, CLOSENESSES = 10;

  /** @type {Halfhour["found"]} */
  const found = (text) => {
    const words = halfhour.fold(text), seen = new Set();
    /** @type {Findable[][]} */
    const list = Array.from({ length: CLOSENESSES }, () => []);
    if (!words) return [];
    halfhour.model.sites.forEach((site, i) => {
      const close = halfhour.closeness(words, site.name, site.id);
      if (close >= 0) list[close].push({ title: site.name, note: ["{kind}, {id}", { kind: [halfhour.model.existing[i] ? "Existing site" : "Candidate"], id: site.id }], go: () => halfhour.fly(i) });
    });
    halfhour.places.forEach((place) => {
      const close = halfhour.closeness(words, place.title);
      if (close < 0) return;
      // Two layers of the same units name them twice; villages of one name are two.
      const key = JSON.stringify([place.title, show(place.note), place.latlng]);
      if (seen.has(key)) return;
      seen.add(key);
      list[close].push(place);
    });
    return halfhour.placesFound(text).concat(...list);
  };

  /** @type {Halfhour["search"]} */
  const search = (map) => {
    const input = /** @type {HTMLInputElement} */ (part("search")), list = part("found");
    list.setAttribute("aria-live", "polite");
    const name = () => {
      input.placeholder = halfhour.searchHint ? halfhour.searchHint() : t("Search: site, unit, place, lat, lon");
      input.setAttribute("aria-label", t("Search"));
      list.textContent = "";
    };
    const close = () => {
      list.textContent = "";
      input.focus();
    };
    const answer = () => {
      const hits = found(input.value);
      list.textContent = "";
      list.scrollTop = 0;
      write(hits, 0);
      if (input.value.trim() && !hits.length) element("li", t("Nothing found."), list);
    };
    /** @type {(hits: Findable[], from: number) => void} */
    const write = (hits, from) => {
      hits.slice(from, from + FOUND_STEP).forEach((hit) => {
        const button = element("button", hit.title, element("li", "", list), { type: "button", className: "plain" });
        element("small", show(hit.note), button);
        button.addEventListener("click", () => {
          list.textContent = "";
          input.focus({ preventScroll: true });
          hit.go(map);
        });
      });
      const rest = hits.length - from - FOUND_STEP;
      if (rest <= 0) return;
      const line = element("li", "", list), more = element("button", t("and {number} more", { number: { people: rest } }), line, { type: "button", className: "plain" });
      more.addEventListener("click", () => {
        line.remove();
        const before = list.children.length;
        write(hits, from + FOUND_STEP);
        list.querySelectorAll("button")[before].focus();
      });
    };
    /** @param {number} by */
    const step = (by) => {
      const buttons = Array.from(list.querySelectorAll("button")), to = buttons.findIndex((button) => button === document.activeElement) + by;
      if (to < 0) input.focus();
      else if (buttons[to]) buttons[to].focus();
    };
    input.addEventListener("input", answer);
    input.addEventListener("keydown", (event) => {
      const first = list.querySelector("button");
      if (event.key !== "Enter" || !first) return;
      // Else the same press would go on to push the popup's button, which has the focus by then.
      event.preventDefault();
      first.click();
    });
    /** @type {HTMLElement} */ (input.parentElement).addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        step(event.key === "ArrowDown" ? 1 : -1);
        event.preventDefault();
      }
    });
    halfhour.onLang(name);
    name();
  };

  Object.assign(halfhour, { search, found });
})();
