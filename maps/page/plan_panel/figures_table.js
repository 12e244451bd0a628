// Figures of the moment beside today's: those that one plays with, and those that explain them.
"use strict";
(() => {
  const { t, count, element } = halfhour;

  /** @type {Halfhour["signed"]} */
  const signed = (n) => (Math.round(n) > 0 ? "+" : Math.round(n) < 0 ? "−" : "±") + count(Math.abs(n) < 0.05 ? 0 : Math.abs(n));

  // To a hundredth, as Python writes it.
  /** @param {number} amount */
  const exact = (amount) => {
    const hundredths = Math.round(100 * amount), cents = String(hundredths % 100).padStart(2, "0").replace(/0+$/, "");
    return count(Math.floor(hundredths / 100)) + (cents && "." + cents);
  };
  // An amount in the study's unit, which is no message: its words come with the study.
  /** @type {Halfhour["money"]} */
  const money = (amount) => halfhour.data().money[halfhour.lang()].replace("{amount}", () => exact(amount));

  // Who is near the limit, where the study asks for it.
  /** @type {() => FigureRow[]} */
  const nearRows = () => {
    const near = halfhour.nearLimit();
    if (!near) return [];
    const { choice, today } = near, [lost, gained] = halfhour.nearWords();
    /** @param {number | null} people */
    const told = (people) => (people === null ? t("not known") : count(people));
    return [["lost", lost, told(choice.lost), told(today.lost)], ["gained", gained, told(choice.gained), told(today.gained)]];
  };

  // People whom no road or no travel time leads anywhere, among those who are not in reach.
  /** @param {(cell: number) => boolean} reached */
  const unreachable = (reached) => {
    const { model } = halfhour, parts = model.parts();
    let people = 0;
    for (let i = 0; i < model.size; i++) if (halfhour.offRoad(i) && !reached(i)) people += Math.round(model.weight(i) * parts);
    return people / parts;
  };

  /** @type {(table: HTMLElement, rows: FigureRow[]) => void} */
  const fill = (table, rows) => {
    table.textContent = "";
    const head = element("tr", "", element("thead", "", table)), body = element("tbody", "", table);
    ["", "Today", "With these sites"].forEach((label) => { element(label ? "th" : "td", label && t(label), head).scope = "col"; });
    for (const [key, label, value, today] of rows) {
      const row = element("tr", "", body);
      element("th", label, row).scope = "row";
      if (today !== undefined) element("td", today, row).dataset.today = key;
      element("td", value, row, { colSpan: today === undefined ? 2 : 1 }).dataset.figure = key;
    }
  };

  // The head of the panel has share and gap: no figure stands twice.
  /** @type {Halfhour["tellFigures"]} */
  const tellFigures = (table, more) => {
    const { model } = halfhour, now = model.figures();
    fill(table, [
      ["covered", now.places ? t("People with a place") : halfhour.data().places ? t("Within reach") : t("Covered people"), count(now.served), count(now.today.served)],
      ["worst", t("Worst unit"), now.worst ? t("{name}: {share}", { name: now.worst.name, share: { share: now.worst.share } }) : "-"],
      ["opened", t("New sites"), count(now.opened)],
      ["closed", t("Closed sites"), count(now.closed)],
      ["cost", t("Cost of new sites"), Number.isNaN(now.cost) ? t("unknown") : halfhour.money(now.cost)],
      ["toPlan", t("Difference to the plan"), signed(now.toPlan)],
    ]);
    fill(more, [
      ...nearRows(),
      ["unreachable", t("Not served and unreachable"), count(unreachable((i) => model.hits[i] > 0)), count(unreachable(model.today))],
      ...halfhour.placesRows(now.places),
    ]);
  };

  Object.assign(halfhour, { signed, money, tellFigures });
})();
