// Places of the open sites, one by one; those who turn most people away come first.
"use strict";
(() => {
  const { t, count, element, part } = halfhour;
  const COLUMNS = ["Site", "Places", "used", "turned away", "ten more serve"];

  // The loads of the moment, or the plan's where the page cannot give places itself.
  /** @type {() => SiteLoad[] | null} */
  const loadsOf = () => {
    const { model } = halfhour;
    if (!model.places()) return halfhour.data().plan.loads;
    /** @type {SiteLoad[]} */
    const found = [];
    model.sites.forEach((_, site) => {
      const load = model.open(site) && model.load(site);
      if (load) found.push(load);
    });
    return found.sort((a, b) => b.turned - a.turned || a.site - b.site);
  };

  /** @type {(body: HTMLElement, load: SiteLoad) => void} */
  const line = (body, load) => {
    const site = halfhour.model.sites[load.site], row = element("tr", "", body), first = element("td", "", row);
    if (site) {
      const button = element("button", site.name, first, { type: "button", className: "plain" });
      button.dataset.site = row.dataset.load = String(site.id);
      button.addEventListener("click", () => halfhour.fly(load.site));
    } else first.textContent = load.name || "";
    /** @type {[key: string, said: string][]} */
    const figures = [["sitePlaces", load.places === null ? t("for everybody") : count(load.places)], ["siteUsed", count(load.used)], ["siteTurned", count(load.turned)], ["siteMore", count(load.more)]];
    figures.forEach(([key, said]) => { element("td", said, row).dataset.figure = key; });
  };

  /** @param {HTMLElement} box */
  const fill = (box) => {
    const loads = loadsOf(), { model } = halfhour, { plan, reach } = halfhour.data(), { limit, group } = model.state();
    box.textContent = "";
    if (!loads) return;
    const elsewhere = !model.places() && !(model.isPlan() && limit === plan.limit && group === plan.group);
    box.classList.toggle("elsewhere", elsewhere);
    if (elsewhere) element("p", t("With the plan's sites within {limit}, counting {group}; not for what is chosen now.", { limit: halfhour.limit(reach.limits[plan.limit]), group: [plan.group] }), box, { className: "caption" });
    const table = element("table", "", element("div", "", box, { className: "scroll" })), head = element("tr", "", element("thead", "", table));
    COLUMNS.forEach((label) => { element("th", t(label), head).scope = "col"; });
    const body = element("tbody", "", table);
    loads.forEach((load) => line(body, load));
  };

  let unfolded = false;
  /** @type {Halfhour["tellSitePlaces"]} */
  const tellSitePlaces = () => {
    const section = part("loads"), { model } = halfhour;
    section.textContent = "";
    if (!model.places() && !halfhour.data().plan.loads) return;
    const details = element("details", "", section, { className: "loads", open: unfolded });
    element("summary", t("Places, site by site"), details);
    const box = element("div", "", details);
    // Counted only where somebody looks: it takes longer than all the rest.
    if (details.open) fill(box);
    details.addEventListener("toggle", () => {
      unfolded = details.open;
      if (details.open) fill(box);
    });
  };

  Object.assign(halfhour, { tellSitePlaces });
})();
