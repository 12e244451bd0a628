// Where most of the people are who are not served.
"use strict";
(() => {
  const { t, count, element, part } = halfhour;
  const SHOWN = 3;

  // The units of the finest level that have most people in the gap.
  /** @type {Halfhour["gapLines"]} */
  const gapLines = (most) => {
    const { levels } = halfhour.data().cells, { model } = halfhour;
    if (!levels.length) return [];
    const number = levels.reduce((finest, one, i) => (one.ids.length > levels[finest].ids.length ? i : finest), 0);
    const people = model.sumByUnit(number, () => true), served = model.servedByUnit(number, "choice");
    return Array.from(people, (all, unit) => ({ unit, people: all - served[unit] }))
      .filter((one) => one.people > 0).sort((a, b) => b.people - a.people || a.unit - b.unit).slice(0, most)
      .map((one) => ({ name: levels[number].names[one.unit], people: one.people, go: () => halfhour.flyToUnit(halfhour.map, number, one.unit) }));
  };

  /** @type {Halfhour["tellGaps"]} */
  const tellGaps = () => {
    const box = part("gaps"), lines = halfhour.gapLines(SHOWN);
    box.textContent = "";
    if (!lines.length) return;
    element("h2", t("Where most of them are"), box);
    const list = element("ol", "", box, { className: "gap-lines" });
    lines.forEach((one) => {
      const row = element("li", "", list);
      element("button", one.name, row, { type: "button", className: "plain" }).addEventListener("click", one.go);
      const people = element("em", count(one.people), row);
      people.dataset.figure = "gapLine";
    });
  };

  Object.assign(halfhour, { gapLines, tellGaps });
})();
