// Where to build: the new sites of the moment in order, each with the people whom it adds to those before it.
"use strict";
(() => {
  const { t, count, element, part } = halfhour;
  const SHOWN = 8, AT_ONCE_MS = 20, PAINT_MS = 50, EDGE_PX = 4;
  let waiting = 0, frame = 0, unfolded = false;
  /** @type {{ table: HTMLElement, rows: HTMLElement[], lost: HTMLElement | null, rest: HTMLDetailsElement, title: HTMLElement, more: HTMLElement } | null} */
  let parts = null;
  /** @type {Map<number, { adds: number, share: number | null }>} */
  const known = new Map();

  const ownChoice = () => {
    const { model } = halfhour, { limit, group } = model.state();
    return model.isPlan() && !model.ownPeople() && limit === model.first.limit && group === model.first.group;
  };

  // The plan's sites in its order, then those that were chosen in the page.
  /** @type {() => NewSite[]} */
  const newSites = () => {
    const { model } = halfhour, { opened, gains } = halfhour.data().plan, own = ownChoice();
    /** @type {NewSite[]} */
    const list = [];
    opened.forEach((site, i) => { if (model.open(site)) list.push({ site, order: i + 1, adds: own ? gains[i] : null }); });
    model.sites.forEach((_, site) => { if (model.open(site) && !model.existing[site] && !model.planned(site)) list.push({ site, order: 0, adds: null }); });
    return list;
  };

  // Today's sites that are still open, as the list begins.
  const standing = () => {
    const { model } = halfhour;
    return model.sites.map((_, site) => (model.existing[site] && model.open(site) ? 1 : 0));
  };

  // Whom each site adds, and the share that is served once it is open: for the list and for popups.
  /** @type {(site: number, adds: number, served: number) => void} */
  const keep = (site, adds, served) => {
    const { total } = halfhour.model.figures();
    known.set(site, { adds, share: total > 0 ? served / total : null });
  };
  /** @type {Halfhour["addedBy"]} */
  const addedBy = (site) => known.get(site) || null;

  /** @param {number} people */
  const added = (people) => (people < -0.05 ? "−" : "+") + count(Math.abs(people) < 0.05 ? 0 : Math.abs(people));

  // Counts one site after the other, a few at a time; `done` hears of each.
  /** @type {(list: NewSite[], done: (number: number, adds: number) => void, lost: (people: number) => void) => void} */
  const countAll = (list, done, lost) => {
    const { model } = halfhour, box = part("build"), version = model.version();
    const chosen = standing(), closed = model.figures().closed > 0;
    let at = -1, before = 0;
    box.setAttribute("aria-busy", "true");
    const some = () => {
      if (model.version() !== version) return;
      for (const end = performance.now() + AT_ONCE_MS; at < list.length; at++) {
        if (performance.now() > end) {
          waiting = window.setTimeout(some);
          return;
        }
        if (at >= 0) chosen[list[at].site] = 1;
        const now = model.servedWith(chosen);
        if (at >= 0) {
          keep(list[at].site, now - before, now);
          done(at, now - before);
        }
        else if (closed) lost(now - model.figures().today.served);
        before = now;
      }
      box.removeAttribute("aria-busy");
    };
    const begin = () => { waiting = window.setTimeout(some, PAINT_MS); };
    // What has changed already is painted first; a hidden page paints nothing.
    if (document.hidden) begin();
    else frame = requestAnimationFrame(begin);
  };

  /** @type {(body: HTMLElement, one: NewSite) => HTMLElement} */
  const line = (body, { site, order, adds }) => {
    const { model } = halfhour, { years } = halfhour.data().plan, row = element("tr", "", body), { name, id } = model.sites[site];
    element("b", order ? String(order) : "+", element("td", "", row));
    const year = years && order ? years.names[years.of[order - 1]] + ": " : "";
    const button = element("button", year + name, element("td", "", row), { type: "button", className: "plain" });
    button.dataset.site = String(id);
    button.addEventListener("click", () => halfhour.fly(site));
    const people = element("em", adds === null ? "…" : added(adds), element("td", "", row));
    people.dataset.figure = "adds";
    return people;
  };

  const unfold = () => {
    if (!parts) return;
    const { table, rows, lost, rest, title, more } = parts;
    rows.forEach((row) => { if (row.parentNode !== table) table.insertBefore(row, lost); });
    more.textContent = title.textContent = "";
    rest.hidden = true;
  };
  // As many sites as there is room for without scrolling, the first always; the rest fold away.
  /** @type {Halfhour["fitBuild"]} */
  const fitBuild = () => {
    if (!parts) return;
    const { table, rows, lost, rest, title, more } = parts, aside = /** @type {HTMLElement} */ (table.closest("aside"));
    unfold();
    const edge = aside.getBoundingClientRect().top - aside.scrollTop + aside.clientHeight - EDGE_PX;
    /** @param {number} below */
    const room = (below) => rows.filter((row) => row.getBoundingClientRect().bottom + below <= edge).length;
    const under = lost ? lost.offsetHeight : 0;
    if (rows.length <= Math.min(SHOWN, room(under))) return;
    rest.hidden = false;
    title.textContent = t("{number} more sites", { number: count(rows.length) });
    const shown = Math.min(SHOWN, room(under + title.offsetHeight) || (room(0) ? 1 : SHOWN));
    if (rows.length <= shown) {
      rest.hidden = true;
      return;
    }
    element("tbody", "", more).append(...rows.slice(shown));
    title.textContent = t("{number} more sites", { number: count(rows.length - shown) });
  };

  /** @type {Halfhour["tellBuild"]} */
  const tellBuild = () => {
    const box = part("build"), list = newSites(), { closed } = halfhour.model.figures();
    clearTimeout(waiting);
    cancelAnimationFrame(frame);
    box.textContent = "";
    box.removeAttribute("aria-busy");
    known.clear();
    parts = null;
    if (!list.length && !closed) {
      element("p", halfhour.data().plan.opened.length ? t("No new site is chosen: the map shows today.") : t("No new site is proposed: the map shows today."), box).className = "caption";
      return;
    }
    element("h2", t("Where to build, in order, and people added"), box);
    const table = element("tbody", "", element("table", "", box, { className: "proposed" }));
    const cells = list.map((one) => line(table, one));
    /** @type {HTMLElement | null} */
    let lost = null;
    const rows = /** @type {HTMLElement[]} */ (Array.from(table.children));
    if (closed) {
      const row = element("tr", "", table);
      element("td", "", row);
      element("td", t("Today's sites that are closed: {number}", { number: count(closed) }), row);
      lost = element("em", "…", element("td", "", row));
      lost.dataset.figure = "lostByClosing";
    }
    const rest = element("details", "", box, { open: unfolded }), title = element("summary", "", rest);
    // On paper they stand in one table.
    rest.addEventListener("paper", unfold);
    rest.addEventListener("toggle", () => { unfolded = rest.open; });
    parts = { table, rows, lost: lost && lost.closest("tr"), rest, title, more: element("table", "", rest, { className: "proposed" }) };
    fitBuild();
    if (list.every((one) => one.adds !== null) && !closed) {
      const gains = list.map((one) => one.adds || 0);
      let { served } = halfhour.headline();
      for (let i = list.length - 1; i >= 0; i--) {
        keep(list[i].site, gains[i], served);
        served -= gains[i];
      }
      return;
    }
    countAll(list, (number, adds) => { cells[number].textContent = added(adds); }, (people) => { if (lost) lost.textContent = added(people); });
  };

  window.addEventListener("resize", fitBuild);
  window.addEventListener("afterprint", fitBuild);

  Object.assign(halfhour, { tellBuild, fitBuild, addedBy });
})();
