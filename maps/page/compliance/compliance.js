// The panel of a check against standards: choose a rule, see where it falls short; choose a place, see all its rules.
"use strict";
(() => {
  const { t, element, count, said, text, titleOf, unitName, rowOf, badge, facts, part, verdictOf, VERDICTS, NONE, MET, SHORT, WHOLE } = halfhour;
  const LISTED = 8, POINT_ZOOM = 12;
  /** @type {L.Map} */
  let map;
  /** @type {Rule[]} */
  let rules = [];
  /** @type {Words[]} */
  let levels = [];
  /** @type {Rule | null} */
  let chosen = null;
  let level = 0, place = WHOLE, all = false;

  // There are no sites here.
  halfhour.searchHint = () => t("Search: unit, or latitude, longitude");
  halfhour.makeModel = () => ({ sites: [], existing: [] });

  /** @param {number[]} list */
  const sum = (list) => list.reduce((a, b) => a + b, 0);

  /** @type {Halfhour["unitSaid"]} */
  halfhour.unitSaid = (unit) => {
    if (!chosen) return t("{name}: {number} short", { name: unitName(unit), number: halfhour.tally(unit).short });
    const row = rowOf(chosen, unit);
    return [VERDICTS[row.verdict].sign + " " + unitName(unit), row.figure].filter(Boolean).join(" · ");
  };

  // A level's units with a place on the map.
  const levelsShown = () => levels.map((_, number) => number).filter((number) => halfhour.data().units.some((unit, i) =>
    unit.level === number && unit.at && (!chosen || chosen.of.has(i))));
  /** @param {number} number */
  const placesOf = (number) => halfhour.data().units.map((_, i) => i).filter((i) =>
    halfhour.data().units[i].level === number && (!chosen || chosen.of.has(i)));

  /** @type {(unit: number, latlng: L.LatLng) => L.Popup} */
  const popup = (unit, latlng) => {
    const box = element("div", "", null, { className: "popup" });
    element("h4", unitName(unit), box);
    element("p", said(levels[halfhour.data().units[unit].level]), box);
    if (chosen && chosen.of.has(unit)) {
      element("p", titleOf(chosen), box).className = "reason";
      const row = rowOf(chosen, unit);
      badge(row, element("p", "", box));
      facts(row, box);
    } else {
      const { met, short, none } = halfhour.tally(unit);
      element("p", t("{met} met, {short} short, {none} without a verdict", { met, short, none }), box).className = "reason";
    }
    return L.popup().setLatLng(latlng).setContent(box).openOn(map);
  };

  /** @type {Halfhour["choosePlace"]} */
  halfhour.choosePlace = (unit, latlng) => {
    place = unit;
    all = false;
    drawPlace();
    halfhour.markPlace(unit);
    if (latlng) popup(unit, latlng);
  };

  // From the panel: go where the unit is, if it has a place.
  /** @param {number} unit */
  const fly = (unit) => {
    const there = halfhour.data().units[unit];
    if (there.level !== level && levelsShown().includes(there.level)) {
      level = there.level;
      draw();
    }
    const drawn = halfhour.whereIs(unit);
    halfhour.choosePlace(unit, null);
    if (!drawn) return;
    if (drawn.area) map.fitBounds(drawn.layer.getBounds(), { maxZoom: POINT_ZOOM, animate: false });
    else map.setView(drawn.latlng, Math.max(map.getZoom(), POINT_ZOOM), { animate: false });
    halfhour.focusPopup(map, popup(unit, drawn.latlng));
  };

  /** @param {number} number */
  const choose = (number) => {
    chosen = number < 0 ? null : rules[number];
    const shown = levelsShown();
    // The smallest areas say most; points are looked at on demand, unless there is nothing else.
    if (!shown.includes(level)) level = shown.filter((one) => placesOf(one).some((i) => halfhour.data().units[i].polygons)).pop() || shown[shown.length - 1] || 0;
    map.closePopup();
    draw();
  };

  // Buttons and lists are drawn anew: the keyboard goes on where it was.
  /** @param {string} selector */
  const refocus = (selector) => {
    const node = document.querySelector(selector);
    if (node instanceof HTMLElement) node.focus();
  };

  /** @param {HTMLElement} box */
  const chooser = (box) => {
    const label = element("label", "", box, { className: "chooser" });
    element("span", t("Standard"), label);
    const select = element("select", "", label, { id: "rule" });
    const tally = halfhour.tally(WHOLE);
    element("option", t("All {number} standards together", { number: tally.met + tally.short + tally.none }), select, { value: "-1" });
    halfhour.data().services.forEach((service) => {
      const group = element("optgroup", "", select, { label: said(service.title) });
      service.rules.forEach((number) => {
        const rule = rules[number];
        element("option", VERDICTS[verdictOf(rule, WHOLE)].sign + " " + titleOf(rule), group, { value: String(number) });
      });
    });
    select.value = String(chosen ? rules.indexOf(chosen) : -1);
    select.addEventListener("change", () => {
      choose(Number(select.value));
      refocus("#rule");
    });
    const order = [-1].concat(...halfhour.data().services.map((service) => service.rules));
    const steps = element("div", "", box, { className: "actions" });
    [{ name: t("Previous"), by: -1 }, { name: t("Next"), by: 1 }].forEach(({ name, by }, nth) => {
      const button = element("button", name, steps, { type: "button" });
      button.addEventListener("click", () => {
        choose(order[(order.indexOf(chosen ? rules.indexOf(chosen) : -1) + by + order.length) % order.length]);
        refocus(`#standard .actions button:nth-of-type(${nth + 1})`);
      });
    });
  };

  /** @param {HTMLElement} box */
  const overall = (box) => {
    if (!chosen) {
      const { met, short, none } = halfhour.tally(WHOLE);
      const line = element("p", "", box, { className: "tally" });
      [[met, MET], [short, SHORT], [none, NONE]].forEach(([number, verdict]) => {
        const counted = element("span", "", line, { className: "badge " + ["none", "met", "short"][verdict] });
        element("strong", String(number), counted);
        element("span", " " + VERDICTS[verdict].sign + " " + t(VERDICTS[verdict].words), counted);
      });
      const ahead = rules.filter((rule) => !rule.beside && rule.of.has(WHOLE) && rowOf(rule, WHOLE).due).length;
      if (ahead) element("p", t("{number} of those without a verdict are not due yet", { number: ahead }), box).className = "caption";
      element("p", t("in the whole area; the map shows how many standards each unit falls short of"), box).className = "caption";
      return;
    }
    element("h2", titleOf(chosen), box).className = "rule";
    if (chosen.clause) element("p", chosen.clause, box).className = "clause";
    if (chosen.of.has(WHOLE)) {
      const row = rowOf(chosen, WHOLE);
      badge(row, element("p", "", box));
      facts(row, box);
    }
    if (chosen.responsible) element("p", t("Responsible: {office}", { office: chosen.responsible }), box).className = "basis";
    const basis = text(chosen.basis);
    if (basis) element("p", t("Counted: {basis}", { basis }), box).className = "basis";
  };

  /** @param {HTMLElement} box */
  const levelTable = (box) => {
    const seen = levelsShown(), rule = chosen;
    if (!rule || !seen.length) {
      if (seen.length > 1) levelButtons(seen, box);
      return;
    }
    const table = element("table", "", box, { className: "counts" }), head = element("tr", "", element("thead", "", table));
    element("th", t("Units"), head).scope = "col";
    [MET, SHORT, NONE].forEach((verdict) => { element("th", VERDICTS[verdict].sign + " " + t(VERDICTS[verdict].words), head).scope = "col"; });
    const body = element("tbody", "", table);
    levels.forEach((words, number) => {
      if (number === 0 || !placesOf(number).length) return;
      const line = element("tr", "", body), verdicts = placesOf(number).map((unit) => verdictOf(rule, unit));
      const first = element("th", "", line);
      first.scope = "row";
      if (seen.includes(number)) levelButton(number, first);
      else first.textContent = said(words);
      [MET, SHORT, NONE].forEach((verdict) => element("td", count(sum(verdicts.map((one) => (one === verdict ? 1 : 0)))), line));
    });
    if (seen.length > 1) element("p", t("A click on a level shows its units on the map."), box).className = "caption";
  };

  /** @type {(number: number, parent: HTMLElement) => void} */
  const levelButton = (number, parent) => {
    const button = element("button", said(levels[number]), parent, { type: "button", className: "small level" });
    button.setAttribute("aria-pressed", String(number === level));
    button.addEventListener("click", () => {
      level = number;
      map.closePopup();
      draw();
      refocus('.level[aria-pressed="true"]');
    });
  };
  /** @type {(seen: number[], box: HTMLElement) => void} */
  const levelButtons = (seen, box) => {
    const group = element("div", "", box, { className: "actions", role: "group" });
    group.setAttribute("aria-label", t("Units on the map"));
    seen.forEach((number) => levelButton(number, group));
  };

  // Where it falls short most, of the level on the map.
  /** @type {(box: HTMLElement, listed?: number) => void} */
  const worst = (box, listed = LISTED) => {
    const rule = chosen;
    /** @param {number} unit */
    const amount = (unit) => (rule ? rowOf(rule, unit).amount : halfhour.tally(unit).short);
    const short = placesOf(level).filter((unit) => (rule ? verdictOf(rule, unit) === SHORT : amount(unit) > 0)).sort((a, b) => amount(b) - amount(a));
    if (!short.length) return;
    element("h2", t("Short, most first: {level}", { level: said(levels[level]) }), box, { className: "minor" });
    const table = element("table", "", box, { className: "worst" }), body = element("tbody", "", table);
    /** @param {number[]} list */
    const write = (list) => list.forEach((unit) => {
      const line = element("tr", "", body), name = element("th", "", line);
      name.scope = "row";
      element("button", unitName(unit), name, { type: "button", className: "plain" }).addEventListener("click", () => fly(unit));
      element("td", rule ? rowOf(rule, unit).brief : "", line);
      element("td", rule ? rowOf(rule, unit).missing : count(amount(unit)), line);
    });
    write(short.slice(0, listed));
    if (short.length <= listed) return;
    const more = element("button", t("and {number} more units", { number: { people: short.length - listed } }), box, { type: "button", className: "plain more" });
    more.addEventListener("click", () => {
      more.remove();
      write(short.slice(listed));
      body.querySelectorAll("button")[listed].focus();
    });
  };

  /** @param {number} unit */
  const rulesOf = (unit) => {
    const order = [SHORT, MET, NONE];
    return rules.filter((rule) => rule.of.has(unit)).sort((a, b) => order.indexOf(verdictOf(a, unit)) - order.indexOf(verdictOf(b, unit)));
  };

  /** @type {(list: Rule[], box: HTMLElement) => void} */
  const card = (list, box) => {
    const table = element("table", "", box, { className: "card" }), body = element("tbody", "", table);
    list.forEach((rule) => {
      const row = rowOf(rule, place), line = element("tr", "", body), look = VERDICTS[row.verdict];
      const sign = element("td", "", line, { className: "sign " + ["none", "met", "short"][row.verdict] });
      element("span", look.sign, sign, { title: t(look.words) }).setAttribute("aria-label", t(look.words));
      const name = element("th", "", line);
      name.scope = "row";
      element("button", titleOf(rule), name, { type: "button", className: "plain" }).addEventListener("click", () => {
        choose(rules.indexOf(rule));
        refocus("#rule");
      });
      const lacking = row.due ? t("{missing} to do until {year}", { missing: row.missing, year: row.due }) : t("missing {missing}", { missing: row.missing });
      const small = [row.figure, row.target && t("target {target}", { target: row.target }), row.missing && lacking].filter(Boolean).join(" · ");
      if (small) element("small", small, name);
    });
  };

  // All rules of one place: those it falls short of first.
  const drawPlace = () => {
    const box = part("place"), { met, short, none } = halfhour.tally(place);
    box.textContent = "";
    element("h2", t("All standards: {name}", { name: unitName(place) }), box);
    element("p", t("{met} met, {short} short, {none} without a verdict", { met, short, none }), box).className = "caption";
    const list = rulesOf(place);
    card(all ? list : list.slice(0, LISTED), box);
    if (list.length > LISTED) {
      const more = element("button", all ? t("Fewer") : t("and {number} more standards", { number: list.length - LISTED }), box, { type: "button", className: "plain more" });
      more.addEventListener("click", () => {
        all = !all;
        drawPlace();
        refocus("#place .more");
      });
    }
    if (place !== WHOLE) {
      const back = element("button", said(levels[0]), element("div", "", box, { className: "actions" }), { type: "button" });
      back.addEventListener("click", () => {
        map.closePopup();
        halfhour.choosePlace(WHOLE, null);
      });
    }
  };

  const draw = () => {
    const box = part("standard");
    box.textContent = "";
    chooser(box);
    overall(box);
    levelTable(box);
    worst(box);
    halfhour.showVerdicts(chosen, level);
    halfhour.markPlace(place);
    halfhour.legend(chosen, placesOf(level).some((i) => halfhour.data().units[i].at && !halfhour.data().units[i].polygons), part("legend"));
  };

  // On paper: what the panel says above its controls, and its tables with all their rows.
  halfhour.paperHead = () => {
    const box = element("div");
    overall(box);
    return Array.from(box.children).map((node) => /** @type {HTMLElement} */ (node));
  };
  halfhour.paperFacts = () => [[t("Standard"), chosen ? titleOf(chosen) : t("all")], [t("Units on the map"), said(levels[level])]];
  halfhour.paperTables = () => {
    const box = element("div");
    /** @type {(title: string, make: () => void) => void} */
    const named = (title, make) => {
      const before = box.querySelectorAll("table").length;
      make();
      Array.from(box.querySelectorAll("table")).slice(before).forEach((table) => { table.title = title; });
    };
    named(t("Units"), () => levelTable(box));
    named(t("Short, most first: {level}", { level: said(levels[level]) }), () => worst(box, Infinity));
    named(t("All standards: {name}", { name: unitName(place) }), () => card(rulesOf(place), box));
    return box;
  };

  // A click beside all units closes what is open; a place that was searched for shows where it is.
  halfhour.openAt = (at, latlng) => L.popup().setLatLng(latlng).setContent(element("p", latlng.lat.toFixed(4) + ", " + latlng.wrap().lng.toFixed(4))).openOn(at);

  const listPlaces = () => {
    halfhour.places.length = 0;
    halfhour.data().units.forEach((unit, number) => {
      /** @type {Message} */
      const note = ["{kind}, {id}", { kind: said(levels[unit.level]), id: unit.id }];
      if (number !== WHOLE) halfhour.places.push({ title: unit.name, note, latlng: unit.at, go: () => fly(number) });
    });
  };

  halfhour.begin = (of) => {
    map = of;
    map.off("click");
    rules = halfhour.rules();
    ({ levels } = halfhour.data());
    listPlaces();
    halfhour.search(map);
    halfhour.onLang(() => {
      listPlaces();
      draw();
      drawPlace();
    });
    halfhour.frameVerdicts(map);
    choose(-1);
    drawPlace();
  };
})();
