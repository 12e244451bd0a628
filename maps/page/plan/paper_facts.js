// What paper and screen readers are told of the page of a plan: what is set, and which sites are chosen where they are not the plan's.
"use strict";
(() => {
  const { t, show, count } = halfhour;
  const MODES = { today: "Today", choice: "With these sites", swipe: "Swipe" };

  /** @type {Halfhour["paperFacts"]} */
  const paperFacts = () => {
    const { model } = halfhour, state = model.state(), data = halfhour.data(), now = model.figures(), { years } = data.plan;
    /** @type {[label: string, value: string][]} */
    const rows = [[t("Limit"), halfhour.limit(data.reach.limits[state.limit])], [t("Group"), t(state.group)]];
    if (years) rows.push([t("Year"), state.step ? String(years.names[state.step - 1]) : t("Today")]);
    rows.push([t("Sites"), model.isPlan() ? t("those of the plan") : model.isToday() ? t("those of today") : t("chosen in the page: {opened} new, {closed} closed", { opened: now.opened, closed: now.closed })]);
    // The headline has the plan's own.
    if (!model.isPlan() || state.limit !== model.first.limit || state.group !== model.first.group || (years && state.step !== model.lastStep)) {
      // Where the page cannot give places, it counts who is within reach.
      const share = data.places && !now.places ? t("Within reach") : t("Share");
      rows.push([share, show({ share: now.today.share }) + " → " + show({ share: now.share })], [t("Gap"), count(now.today.gap) + " → " + count(now.gap)]);
    }
    rows.push([t("Map"), t(MODES[halfhour.compare.mode()])]);
    return rows;
  };

  // Opened and closed sites by name, where they are not those of the plan's own list.
  /** @type {Halfhour["paperSites"]} */
  const paperSites = () => {
    const { model } = halfhour;
    if (model.isPlan()) return null;
    /** @type {string[][]} */
    const lines = [];
    model.sites.forEach(({ name }, site) => {
      if (model.open(site) && !model.existing[site]) lines.push(["+", name]);
      if (!model.open(site) && model.existing[site]) lines.push(["−", name]);
    });
    return lines;
  };

  /** @type {Halfhour["heard"]} */
  const heard = () => {
    const { share, gap } = halfhour.model.figures();
    return t("{share} served, {gap} people are not.", { share: { share }, gap: { people: gap } });
  };

  Object.assign(halfhour, { paperFacts, paperSites, heard });
})();
