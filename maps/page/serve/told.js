// An answer in words, as the memo has them: what forbids, the verdict, figures and tables.
"use strict";
(() => {
  const { t, element } = halfhour;

  // What may be wider than the panel is scrolled by keyboard, too.
  /** @type {Halfhour["scrolling"]} */
  const scrolling = (parent, title) => {
    const box = element("div", "", parent, { className: "scroll", tabIndex: 0 });
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", title);
    return box;
  };

  /** @type {(parent: HTMLElement, title: string, rows: ToldRows, open?: boolean) => void} */
  const table = (parent, title, rows, open = false) => {
    if (!rows.rows.length && !rows.note) return;
    const box = element("details", "", parent, { open });
    element("summary", title, box);
    if (rows.rows.length) {
      const own = element("table", "", halfhour.scrolling(box, title));
      const head = element("tr", "", element("thead", "", own));
      rows.head.forEach((text) => { element("th", text, head).scope = "col"; });
      const body = element("tbody", "", own);
      rows.rows.forEach((cells) => {
        const line = element("tr", "", body);
        cells.forEach((text, i) => {
          if (i) element("td", text, line);
          else element("th", text, line).scope = "row";
        });
      });
    }
    if (rows.more) element("p", t("… {number} more in {file}", { number: { people: rows.more }, file: "check.xlsx" }), box, { className: "caption" });
    if (rows.note) element("p", rows.note, box, { className: "caption" });
  };

  /** @type {(parent: HTMLElement, texts: string[]) => void} */
  const sentences = (parent, texts) => texts.forEach((text) => element("p", text, parent, { className: "said" }));

  /** @type {Halfhour["writeAnswer"]} */
  const writeAnswer = (parent, answer) => {
    const told = answer.told[halfhour.lang()];
    parent.textContent = "";
    element("p", told.verdict, parent, { className: "verdict " + told.step });
    if (told.obstacles.length) {
      const list = element("ul", "", parent, { className: "obstacles" });
      told.obstacles.forEach(({ forbids, said, clause }) => {
        const line = element("li", "", list, { className: forbids ? "forbids" : "hint" });
        element("b", (forbids ? t("Forbids") : t("Take care")) + ": ", line);
        line.append(said);
        if (clause) element("small", clause, line);
      });
    }
    const figures = element("tbody", "", element("table", "", parent, { className: "key-figures" }));
    told.figures.forEach(([label, figure, note]) => {
      const line = element("tr", "", figures);
      element("th", label, line).scope = "row";
      const cell = element("td", figure, line);
      if (note) element("small", note, cell);
    });
    sentences(parent, told.load);
    sentences(parent, told.ranks);
    if (told.reasons.length) {
      const box = element("details", "", parent, { open: told.step !== "none" });
      element("summary", t("Reasons"), box);
      sentences(box, told.reasons);
    }
    table(parent, t("Better sites near by"), told.better, true);
    table(parent, t("Nearest sites that share its people"), told.overlaps);
    table(parent, t("Groups of people"), told.groups);
    table(parent, t("Units"), told.units);
    table(parent, t("Standards that change"), told.standards);
    if (told.farthest.length) {
      const box = element("details", "", parent);
      element("summary", t("The village farthest from help"), box);
      sentences(box, told.farthest);
    }
    element("p", told.decides, parent, { className: "caption" });
  };

  Object.assign(halfhour, { scrolling, writeAnswer });
})();
