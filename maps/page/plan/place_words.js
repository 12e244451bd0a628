// What the explorer says of places; nothing where they do not count.
"use strict";
(() => {
  const { t, count, element } = halfhour;

  // How many are in reach, how many of these have no place, and how many places are used.
  /** @type {Halfhour["placesRows"]} */
  const placesRows = (found) => {
    if (!found) return [];
    const { now, today } = found;
    /** @param {PlacesFigures} one */
    const total = (one) => (one.total === null ? t("for everybody") : count(one.total));
    return [
      ["within", t("Within reach"), count(now.within), count(today.within)],
      ["noPlace", t("of it without a place"), count(now.noPlace), count(today.noPlace)],
      ["places", t("Places"), total(now), total(today)],
      ["used", t("Places used"), count(now.used), count(today.used)],
    ];
  };

  // Why places are not counted, though the service has them.
  /** @type {Halfhour["placesNote"]} */
  const placesNote = () => {
    const { places } = halfhour.data();
    if (!places || halfhour.model.places()) return "";
    return " " + (places.order ? t("No need of places is given for this group: counted is who is within reach.")
      : t("There are too many pairs of cells and sites to give places here: what if is of reach alone."));
  };

  /** @type {Halfhour["loadTable"]} */
  const loadTable = (load, popup) => {
    const body = element("tbody", "", element("table", "", popup));
    /** @type {[label: string, value: string][]} */
    const rows = [
      ["Places used", count(load.used)],
      ["People turned away", count(load.turned)],
      ["Ten more places serve at most", t("{people} people", { people: { people: load.more } })],
    ];
    rows.forEach(([label, value]) => {
      const row = element("tr", "", body);
      element("th", t(label), row).scope = "row";
      element("td", value, row).className = "short";
    });
  };

  // Of a new site, whom it adds to those before it in the list.
  /** @type {Halfhour["addedTable"]} */
  const addedTable = (site, popup) => {
    const added = halfhour.addedBy(site);
    if (!added) return;
    const body = element("tbody", "", element("table", "", popup));
    /** @type {[label: string, key: string, value: string][]} */
    const rows = [[t("People it adds"), "popupAdds", count(added.adds)], [t("Share served once open"), "popupShare", halfhour.percent(added.share)]];
    rows.forEach(([label, key, value]) => {
      const row = element("tr", "", body);
      element("th", label, row).scope = "row";
      const cell = element("td", value, row, { className: "short" });
      cell.dataset.figure = key;
    });
  };

  Object.assign(halfhour, { addedTable, placesRows, placesNote, loadTable });
})();
