// A memo: its map's head and foot, what a click tells, and how its words are made to fit one sheet.
"use strict";
(() => {
  const { t } = halfhour;
  const FULL = [1, 0.95, 0.9], SMALL = [0.85, 0.8, 0.75, 0.7, 0.66], LEAST_FRAME = 5;

  /** @type {(root: ParentNode, selector: string) => HTMLElement[]} */
  const all = (root, selector) => Array.from(root.querySelectorAll(selector));
  /** @param {Element} list */
  const lineOf = (list) => /** @type {HTMLElement | null} */ ((list.closest(".scroll") || list.closest("ul") || list.closest("p") || list).nextElementSibling);

  // Rows that have no room are counted with those that never had one.
  /** @type {(list: HTMLElement, shown: number) => void} */
  const showRows = (list, shown) => {
    const rows = /** @type {HTMLElement[]} */ (Array.from(list.children)), line = lineOf(list);
    rows.forEach((row, i) => { row.hidden = i >= shown; });
    if (!line || line.dataset.more === undefined) return;
    const number = Number(line.dataset.more) + Math.max(0, rows.length - shown);
    line.hidden = number === 0;
    if (number) line.textContent = t("… {number} more in {file}", { number: { people: number }, file: halfhour.data().paper.tables });
  };

  const reset = () => all(document, ".sheet").forEach((sheet) => {
    sheet.style.removeProperty("--scale");
    all(sheet, "[data-list]").forEach((list) => { if (list.querySelector("[hidden]")) showRows(list, list.children.length); });
  });

  /** @param {HTMLElement} list */
  const visible = (list) => Array.from(list.children).filter((row) => !(/** @type {HTMLElement} */ (row).hidden)).length;

  // Takes the last row of the list that has most to spare, until all fits or no list has.
  /** @type {(lists: HTMLElement[], least: (list: HTMLElement) => number, over: () => boolean) => void} */
  const shorten = (lists, least, over) => {
    while (over()) {
      const [most] = lists.map((list) => ({ list, spare: visible(list) - least(list) })).sort((a, b) => b.spare - a.spare);
      if (!most || most.spare <= 0) return;
      showRows(most.list, visible(most.list) - 1);
    }
  };

  // Gives rows back, one to each list in turn, where smaller letters have left room.
  /** @type {(lists: HTMLElement[], over: () => boolean) => void} */
  const fill = (lists, over) => {
    let short = lists.filter((list) => visible(list) < list.children.length);
    while (short.length) {
      short = short.filter((list) => {
        const shown = visible(list);
        showRows(list, shown + 1);
        if (over()) {
          showRows(list, shown);
          return false;
        }
        return shown + 1 < list.children.length;
      });
    }
  };

  // Smaller by a little, then without what can be spared, then smaller still, then without all but the first rows.
  /** @type {Halfhour["fitPaper"]} */
  const fit = () => {
    reset();
    const sheet = all(document, ".sheet").find((one) => one.lang === halfhour.lang());
    if (!sheet) return;
    const parts = all(sheet, ".body, header, footer"), lists = all(sheet, "[data-list]");
    const over = () => parts.some((part) => part.scrollHeight > part.clientHeight + 1);
    /** @param {number} scale */
    const fitsAt = (scale) => {
      sheet.style.setProperty("--scale", String(scale));
      return !over();
    };
    if (FULL.some(fitsAt)) return;
    shorten(lists, (list) => Number(list.dataset.list), over);
    if (over() && !SMALL.some(fitsAt)) shorten(lists, () => 1, over);
    fill(lists, over);
  };

  // The small drawing's frame is what the map shows: as Python drew that of the corners, so others lie beside it.
  /** @type {(map: L.Map, figure: HTMLElement) => void} */
  const follow = (map, figure) => {
    const name = () => all(figure, "svg").forEach((svg) => svg.setAttribute("aria-label", t("Where the map lies in the study area")));
    halfhour.onLang(name);
    name();
    const frame = figure.querySelector(".seen"), corners = L.latLngBounds(halfhour.data().paper.corners);
    if (!frame) return;
    const [x, y, width, height] = ["x", "y", "width", "height"].map((side) => Number(frame.getAttribute(side)));
    const across = width / (corners.getEast() - corners.getWest()), down = height / (corners.getNorth() - corners.getSouth());
    const draw = () => {
      const seen = map.getBounds(), sides = {
        x: x + (seen.getWest() - corners.getWest()) * across, y: y + (corners.getNorth() - seen.getNorth()) * down,
        width: Math.max(LEAST_FRAME, (seen.getEast() - seen.getWest()) * across), height: Math.max(LEAST_FRAME, (seen.getNorth() - seen.getSouth()) * down),
      };
      Object.entries(sides).forEach(([side, value]) => frame.setAttribute(side, value.toFixed(1)));
    };
    map.on("moveend resize", draw);
  };

  // What is wider than its place is scrolled by the keyboard, too.
  const reachWide = () => all(document, ".memo .scroll").forEach((box) => {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });

  halfhour.makeModel = () => ({ sites: [], existing: [] });
  halfhour.service = () => 0;

  halfhour.begin = (map) => {
    const main = /** @type {HTMLElement} */ (document.querySelector("main"));
    main.prepend(...all(document, ".map-head"));
    main.append(...all(document, ".map-bottom"));
    all(document, ".locator").forEach((figure) => follow(map, figure));
    reachWide();
    halfhour.onLang(reachWide);
    window.addEventListener("resize", reachWide);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(L.latLngBounds(halfhour.data().paper.corners), { animate: false });
  };

  halfhour.openAt = (map, latlng) => {
    const cell = halfhour.cellAt(map, latlng);
    if (cell < 0) return;
    const { state, people, served } = halfhour.jointTable(0);
    halfhour.tellAt(map, latlng, {
      title: [halfhour.data().states[state[cell]]],
      rows: [["People", { people: people[cell] }], ["Served with the site", { people: served[cell] }]],
    });
  };

  Object.assign(halfhour, {
    // Both sheets are there before anybody prints, and stand upright.
    writePaper: () => document.querySelector("aside"), clearPaper: reset, fitPaper: fit, turned: () => "portrait",
  });
})();
