// The what-if part of the panel: choose sites, limit and group; every figure follows at once.
"use strict";
(() => {
  const { t, show, element, part } = halfhour;
  /** @type {L.Map} */
  let map;
  /** @type {HTMLElement} */
  let box;
  /** @type {ExplorerParts} */
  let parts;
  let direct = false, said = "", unfolded = false;

  const redraw = () => {
    map.eachLayer((layer) => { if (layer instanceof halfhour.SheetLayer) layer.refresh(); });
    halfhour.repaintUnits(map);
    halfhour.mapLegend.fill();
  };

  const remember = () => {
    const words = [halfhour.choice.write(), halfhour.view.write()].filter(Boolean).join("&");
    // A page inside a notebook's frame has no address of its own.
    try {
      history.replaceState(null, "", words ? "#" + words : location.pathname + location.search);
    } catch {
      if (words) location.hash = words;
    }
  };

  // What the head of the panel says of the choice; the table of figures has the rest, and none of them twice.
  const answer = () => {
    halfhour.tellHeadline();
    halfhour.tellBuild();
    halfhour.tellProof();
    halfhour.tellSitePlaces();
  };

  const figures = () => {
    const now = halfhour.model.figures(), { model } = halfhour, names = halfhour.data().plan.years, { step } = model.state();
    const near = halfhour.nearLimit();
    halfhour.tellFigures(parts.table, parts.more);
    parts.note.textContent = model.isPlan() && step === model.lastStep ? t("These are the plan's sites.")
      : names && step && model.isStep() ? t("These are the plan's sites by {year}.", { year: names.names[step - 1] })
      : model.isToday() ? t("These are today's sites.")
      : t("{opened} new sites, {closed} closed; the plan opens {planned}.", { opened: now.opened, closed: now.closed, planned: halfhour.data().plan.opened.length });
    if (near && !near.told) parts.note.textContent += " " + t("Beyond the widest limit the page knows travel times of today's and of the plan's sites alone.");
    if (names && model.ownPeople()) parts.note.textContent += " " + t("Counted are the people of {year}.", { year: names.names[step - 1] });
    parts.note.textContent += halfhour.placesNote();
    parts.units.fill();
    answer();
  };

  const refresh = () => {
    figures();
    redraw();
    remember();
    halfhour.suggest(parts.next);
    halfhour.gaps.refresh();
    parts.status.textContent = said;
  };

  /** @type {Halfhour["toggle"]} */
  const toggle = (site) => {
    const model = halfhour.model, name = model.sites[site].name, before = model.figures().served;
    model.toggle(site);
    const change = halfhour.signed(model.figures().served - before);
    said = model.open(site) ? t("{name} opened: {people} people", { name, people: change }) : t("{name} closed: {people} people", { name, people: change });
    halfhour.markSite(site);
    refresh();
  };

  /** @type {(state: State, words?: string) => void} */
  const set = (state, words) => {
    const { model } = halfhour, before = model.state();
    model.set(state);
    said = words || "";
    model.sites.forEach((_, i) => {
      if (before.open[i] !== state.open[i] || (before.step !== state.step && model.stepOf(i))) halfhour.markSite(i);
    });
    fill();
    refresh();
  };

  // Sets the controls to the state.
  const fill = () => {
    const state = halfhour.model.state();
    parts.limit.set(state.limit);
    if (parts.year) parts.year.set(state.step);
    parts.group.value = state.group;
    parts.level.value = String(state.level);
  };

  /** @type {Halfhour["fly"]} */
  const fly = (site) => {
    const { at } = halfhour.model.sites[site], mark = halfhour.siteMarks[site], latlng = L.latLng(at[0], halfhour.unwrap(at[1]));
    map.setView(latlng, Math.max(map.getZoom(), 13));
    const popup = mark && map.hasLayer(mark.layer) && mark.layer.getPopup();
    if (popup) {
      mark.layer.openPopup();
      halfhour.focusPopup(map, popup);
    } else halfhour.tellAt(map, latlng, mark ? mark.what() : { title: halfhour.model.sites[site].name, rows: [], site });
  };

  // What a site's popup offers.
  /** @type {Halfhour["offer"]} */
  const offer = (site, popup) => {
    const model = halfhour.model, open = model.open(site), old = model.existing[site], load = model.load(site);
    if (load) halfhour.loadTable(load, popup);
    halfhour.addedTable(site, popup);
    element("p", open && model.places() ? t("Without it {people} people fewer would have a place.", { people: { people: model.adds(site) } })
      : open ? t("{people} people have only this site.", { people: { people: model.adds(site) } })
      : t("It would add {people} people.", { people: { people: model.adds(site) } }), popup).className = "reason";
    const words = open ? (old ? "Close this site" : "Do not open this site") : old ? "Reopen this site" : "Open this site";
    const button = element("button", t(words), popup, { type: "button", className: "switch" });
    button.addEventListener("click", () => {
      map.closePopup();
      toggle(site);
    });
  };

  /** @type {(controls: HTMLElement, key: string, label: string, options: string[][], change: (state: State, value: string) => void) => HTMLSelectElement} */
  const chooser = (controls, key, label, options, change) => {
    const line = element("label", "", controls);
    element("span", t(label), line);
    const select = element("select", "", line);
    select.dataset.control = key;
    options.forEach(([value, text]) => element("option", text, select, { value }));
    select.addEventListener("change", () => {
      const state = halfhour.model.state();
      change(state, select.value);
      set(state);
    });
    if (options.length < 2) line.hidden = true;
    return select;
  };

  // At a year those sites are open that the plan has opened by its end.
  /** @type {(controls: HTMLElement) => Slider | null} */
  const years = (controls) => {
    const { plan: { years: known } } = halfhour.data(), { model } = halfhour;
    if (!known) return null;
    /** @param {number} step */
    const toStep = (step) => set({ ...model.state(), step, open: Array.from(model.standing(step)) });
    const year = halfhour.slider(controls, "year", {
      label: t("Year"),
      ticks: [t("Today"), ...known.names.map(String)],
      say: (step) => (step ? String(known.names[step - 1]) : t("Today")),
      change: toStep,
    });
    halfhour.playButton(year, toStep);
    return year;
  };

  /** @type {(actions: HTMLElement, key: string, label: string, act: () => void) => void} */
  const action = (actions, key, label, act) => {
    const button = element("button", t(label), actions, { type: "button" });
    button.dataset.action = key;
    button.addEventListener("click", act);
  };

  const save = () => {
    const text = JSON.stringify(halfhour.choice.exported(), null, 2) + "\n";
    const link = element("a", "", document.body, { download: "halfhour-choice.json", href: "data:application/json;charset=utf-8," + encodeURIComponent(text) });
    link.click();
    link.remove();
  };

  const copy = () => {
    const done = () => { parts.status.textContent = t("The link is in the clipboard."); };
    const asked = () => { window.prompt(t("Copy this link:"), location.href); };
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, asked);
    else asked();
  };

  const build = () => {
    const data = halfhour.data(), model = halfhour.model;
    box.textContent = "";
    element("h2", t("What if?"), box);
    element("p", t("Open a site on the map and switch it, or switch sites by a click."), box).className = "caption";
    const controls = element("div", "", box, { className: "controls" });
    const limit = halfhour.slider(controls, "limit", {
      label: t("Limit"),
      ticks: data.reach.limits.map((amount) => halfhour.limitNumber(amount)),
      say: (i) => halfhour.limit(data.reach.limits[i]),
      change: (i) => set({ ...model.state(), limit: i }),
    });
    const year = years(controls);
    const group = chooser(controls, "group", "Group", Object.keys(data.cells.people).map((name) => [name, t(name)]), (state, value) => { state.group = value; });
    const level = chooser(controls, "level", "Units", data.cells.levels.map((one, i) => [String(i), show(one.title)]), (state, value) => { state.level = Number(value); });
    const line = element("label", "", box, { className: "check" });
    const check = element("input", "", line, { type: "checkbox", checked: direct });
    check.dataset.control = "direct";
    check.addEventListener("change", () => { direct = check.checked; });
    element("span", t("A click switches a site"), line);
    const status = element("p", "", box, { className: "status" }), actions = element("div", "", box, { className: "actions" });
    status.setAttribute("role", "status");
    const note = element("p", "", box, { className: "caption" });
    const table = element("table", "", box, { className: "figures" });
    const more = element("details", "", box, { className: "more", open: unfolded });
    element("summary", t("More figures"), more);
    more.addEventListener("toggle", () => { unfolded = more.open; });
    const units = halfhour.unitTable(box, map);
    action(actions, "plan", "The plan's sites", () => set({ ...model.state(), open: model.first.open, step: model.lastStep }));
    action(actions, "today", "Today's sites", () => set({ ...model.state(), open: Array.from(model.existing) }));
    action(actions, "export", "Export", save);
    action(actions, "link", "Copy link", copy);
    element("h3", t("Would add the most next"), box);
    parts = { limit, year, group, level, table, more: element("table", "", more, { className: "figures-more" }), note, units, status, next: element("ol", "", box, { className: "next" }) };
    fill();
    figures();
    halfhour.suggest(parts.next);
  };

  const follow = () => {
    const { state, unknown, lang } = halfhour.choice.read(location.hash.slice(1));
    if (lang !== halfhour.lang()) halfhour.setLang(lang);
    unknown.push(...halfhour.view.read(location.hash.slice(1)));
    set(state, unknown.length ? t("The link names what this page does not have: {names}", { names: unknown.join(", ") }) : "");
  };

  /** @type {Halfhour["explore"]} */
  halfhour.explore = (on) => {
    map = on;
    box = part("explorer");
    build();
    halfhour.onLang(() => {
      said = "";
      build();
      remember();
    });
    Object.entries(halfhour.siteMarks).forEach(([site, { layer }]) => {
      // Leaflet opens the popup first; where clicks switch, it would only be in the way.
      layer.on("click", () => {
        if (!direct) return;
        layer.closePopup();
        toggle(Number(site));
      });
    });
    halfhour.view.begin(map, remember);
    window.addEventListener("hashchange", follow);
    if (location.hash.length > 1) follow();
  };
  Object.assign(halfhour, { offer, fly, toggle });
})();
