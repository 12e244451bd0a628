// What begins with the page of a plan.
"use strict";
(() => {
  const { t } = halfhour;

  // What is printed is about the choice of the moment, which paper cannot show otherwise.
  halfhour.printNote = () => {
    const { model } = halfhour, { limit, step } = model.state(), { reach, plan: { years } } = halfhour.data();
    const said = [t("within {limit}", { limit: halfhour.limit(reach.limits[limit]) }), halfhour.whose()];
    if (years) said.push(step ? String(years.names[step - 1]) : t("Today"));
    if (!model.isPlan()) said.push(t("with sites chosen in the page"));
    return " · " + said.join(" · ");
  };

  halfhour.begin = (map) => {
    halfhour.search(map);
    halfhour.compare.start(map);
    halfhour.compare.onChange((what) => { if (what === "mode") map.eachLayer((layer) => { if (layer instanceof halfhour.SheetLayer) layer.draw(); }); });
    halfhour.gaps.start(map);
    halfhour.mapLegend.begin(map);
    halfhour.explore(map);
  };
})();
