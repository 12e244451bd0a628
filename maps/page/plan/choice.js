// A choice of sites in the page's address, and as a file for other programs.
"use strict";
(() => {
  const data = () => halfhour.data();

  /** @type {(a: State, b: State) => boolean} */
  const same = (a, b) => a.limit === b.limit && a.group === b.group && a.level === b.level && a.step === b.step
    && a.open.every((value, site) => value === b.open[site]);

  /** @param {number} number */
  const limitText = (number) => {
    const limit = data().reach.limits[number];
    return String(data().unit === "s" ? limit / 60 : limit);
  };

  // The steps of a plan over years by name: "today", then its years.
  const stepNames = () => {
    const { years } = data().plan;
    return years ? ["today", ...years.names.map(String)] : [];
  };

  // Empty where everything is as the page opens.
  /** @type {Choice["write"]} */
  const write = () => {
    const model = halfhour.model, state = model.state(), words = new URLSearchParams();
    if (!same(state, model.first)) {
      words.set("limit", limitText(state.limit));
      words.set("group", state.group);
      if (data().cells.levels.length) words.set("level", data().cells.levels[state.level].level);
      if (data().plan.years) words.set("year", stepNames()[state.step]);
      words.set("open", "");
      model.sites.forEach((site, i) => {
        if (state.open[i] && !model.existing[i]) words.append("open", String(site.id));
        if (!state.open[i] && model.existing[i]) words.append("closed", String(site.id));
      });
    }
    if (halfhour.lang() !== data().lang) words.set("lang", halfhour.lang());
    return words.toString();
  };

  // What the address says; words that are not known are told, not guessed.
  /** @type {Choice["read"]} */
  const read = (text) => {
    const words = new URLSearchParams(text), model = halfhour.model;
    /** @type {string[]} */
    const unknown = [];
    const state = { ...model.first, open: model.first.open.slice() };
    /** @type {(key: string, list: string[]) => number} */
    const pick = (key, list) => {
      const word = words.get(key);
      if (word === null) return -1;
      const found = list.indexOf(word);
      if (found < 0) unknown.push(word);
      return found;
    };
    const limit = pick("limit", data().reach.limits.map((_, number) => limitText(number)));
    if (limit >= 0) state.limit = limit;
    const groups = Object.keys(data().cells.people), group = pick("group", groups);
    if (group >= 0) state.group = groups[group];
    const level = pick("level", data().cells.levels.map((one) => one.level));
    if (level >= 0) state.level = level;
    const step = pick("year", stepNames());
    if (step >= 0) {
      state.step = step;
      state.open = Array.from(model.standing(step));
    }
    if (words.has("open") || words.has("closed")) {
      state.open = Array.from(model.existing);
      /** @type {(key: string, value: 0 | 1) => void} */
      const set = (key, value) => words.getAll(key).filter(Boolean).forEach((id) => {
        const site = halfhour.siteNumber(id);
        if (site === undefined) unknown.push(id);
        else state.open[site] = value;
      });
      set("open", 1);
      set("closed", 0);
    }
    return { state, unknown, lang: words.get("lang") || data().lang };
  };

  // See docs/reference/maps/map-page.md for the format.
  /** @type {Choice["exported"]} */
  const exported = () => {
    const model = halfhour.model, state = model.state(), figures = model.figures(), { served, gap, today, more, closes, share } = halfhour.headline();
    const limit = data().reach.limits[state.limit], seconds = data().unit === "s", { years } = data().plan;
    /** @type {(wanted: (site: number) => unknown) => (string | number)[]} */
    const ids = (wanted) => model.sites.filter((_, i) => wanted(i)).map((site) => site.id);
    return {
      format: data().format,
      service: data().services.join(", "),
      limit_min: seconds ? limit / 60 : null,
      limit_m: seconds ? null : limit,
      group: state.group,
      level: data().cells.levels.length ? data().cells.levels[state.level].level : null,
      year: years && state.step ? years.names[state.step - 1] : null,
      open_sites: ids((i) => state.open[i] && !model.existing[i]),
      closed_sites: ids((i) => !state.open[i] && model.existing[i]),
      people_total: figures.total,
      served,
      share,
      gap,
      served_today: today.served,
      share_today: today.share,
      gap_today: today.gap,
      people_gained: more,
      gap_closed: closes,
      worst_unit: figures.worst && figures.worst.name,
      worst_unit_share: figures.worst && figures.worst.share,
      cost: Number.isNaN(figures.cost) ? null : figures.cost,
      served_more_than_plan: figures.toPlan,
    };
  };

  halfhour.choice = { write, read, exported };
})();
