// The panel of a check against standards: choose a rule, see where it falls short; choose a place, see all its rules.
"use strict";
(() => {
  const { t, element, count, said, text, titleOf, unitName, rowOf, badge, facts, VERDICTS, NONE, MET, SHORT, WHOLE } = halfhour;
  const LISTED = 8, POINT_ZOOM = 12;
  let map = null, rules = [], levels = [], chosen = null, level = 0, place = WHOLE, all = false;

  // There are no sites here.
  halfhour.searchHint = () => t("Search: unit, or latitude, longitude");
  halfhour.makeModel = () => ({ sites: [], existing: [] });

  const sum = (list) => list.reduce((a, b) => a + b, 0);

  halfhour.unitSaid = (unit) => {
    if (!chosen) return t("{name}: {number} short", { name: unitName(unit), number: halfhour.tally(unit).short });
    const row = rowOf(chosen, unit);
    return [VERDICTS[row.verdict].sign + " " + unitName(unit), row.figure].filter(Boolean).join(" · ");
  };

  // A level's units with a place on the map.
  const levelsShown = () => levels.map((words, number) => number).filter((number) => halfhour.data().units.some((unit, i) =>
    unit.level === number && unit.at && (!chosen || chosen.of.has(i))));
  const placesOf = (number) => halfhour.data().units.map((unit, i) => i).filter((i) =>
    halfhour.data().units[i].level === number && (!chosen || chosen.of.has(i)));

  const popup = (unit, latlng) => {
    const box = element("div", "", null, { className: "popup" });
    element("h4", unitName(unit), box);
    element("p", said(levels[halfhour.data().units[unit].level]), box);
    if (chosen && chosen.of.has(unit)) {
      element("p", titleOf(chosen), box).className = "reason";
      const row = rowOf(chosen, unit);
      badge(row.verdict, element("p", "", box));
      facts(row, box);
    } else {
      const { met, short, none } = halfhour.tally(unit);
      element("p", t("{met} met, {short} short, {none} without a verdict", { met, short, none }), box).className = "reason";
    }
    return L.popup().setLatLng(latlng).setContent(box).openOn(map);
  };

  halfhour.choosePlace = (unit, latlng) => {
    place = unit;
    all = false;
    drawPlace();
    halfhour.markPlace(unit);
    if (latlng) popup(unit, latlng);
  };

  // From the panel: go where the unit is, if it has a place.
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

  const choose = (number) => {
    chosen = number < 0 ? null : rules[number];
    const shown = levelsShown();
    // The smallest areas say most; points are looked at on demand, unless there is nothing else.
    if (!shown.includes(level)) level = shown.filter((one) => placesOf(one).some((i) => halfhour.data().units[i].polygons)).pop() || shown[shown.length - 1] || 0;
    map.closePopup();
    draw();
  };

  const chooser = (box) => {
    const label = element("label", "", box, { className: "chooser" });
    element("span", t("Standard"), label);
    const select = element("select", "", label, { id: "rule" });
    const tally = halfhour.tally(WHOLE);
    element("option", t("All {number} standards together", { number: tally.met + tally.short + tally.none }), select, { value: "-1" });
    halfhour.data().services.forEach((service) => {
      const group = element("optgroup", "", select, { label: said(service.title) });
      service.rules.forEach((number) => {
        const rule = rules[number], verdict = rule.of.has(WHOLE) ? rule.verdict[rule.of.get(WHOLE)] : NONE;
        element("option", VERDICTS[verdict].sign + " " + titleOf(rule), group, { value: String(number) });
      });
    });
    select.value = String(chosen ? rules.indexOf(chosen) : -1);
    select.addEventListener("change", () => {
      choose(Number(select.value));
      document.getElementById("rule").focus();
    });
    const order = [-1].concat(...halfhour.data().services.map((service) => service.rules));
    const steps = element("div", "", box, { className: "actions" });
    [[t("Previous"), -1], [t("Next"), 1]].forEach(([name, by]) => {
      const button = element("button", name, steps, { type: "button" });
      button.addEventListener("click", () => {
        choose(order[(order.indexOf(chosen ? rules.indexOf(chosen) : -1) + by + order.length) % order.length]);
        document.querySelectorAll("#standard .actions button")[by < 0 ? 0 : 1].focus();
      });
    });
  };

  const overall = (box) => {
    if (!chosen) {
      const { met, short, none } = halfhour.tally(WHOLE);
      const line = element("p", "", box, { className: "tally" });
      [[met, MET], [short, SHORT], [none, NONE]].forEach(([number, verdict]) => {
        const part = element("span", "", line, { className: "badge " + ["none", "met", "short"][verdict] });
        element("strong", String(number), part);
        element("span", " " + VERDICTS[verdict].sign + " " + t(VERDICTS[verdict].words), part);
      });
      element("p", t("in the whole area; the map shows how many standards each unit falls short of"), box).className = "caption";
      return;
    }
    element("h2", titleOf(chosen), box).className = "rule";
    if (chosen.clause) element("p", chosen.clause, box).className = "clause";
    if (chosen.of.has(WHOLE)) {
      const row = rowOf(chosen, WHOLE);
      badge(row.verdict, element("p", "", box));
      facts(row, box);
    }
    const basis = text(chosen.basis);
    if (basis) element("p", t("Counted: {basis}", { basis }), box).className = "basis";
  };

  const levelTable = (box) => {
    const seen = levelsShown();
    if (!chosen || !seen.length) {
      if (seen.length > 1) levelButtons(seen, box);
      return;
    }
    const table = element("table", "", box, { className: "counts" }), head = element("tr", "", element("thead", "", table));
    element("th", t("Units"), head).scope = "col";
    [MET, SHORT, NONE].forEach((verdict) => { element("th", VERDICTS[verdict].sign + " " + t(VERDICTS[verdict].words), head).scope = "col"; });
    const body = element("tbody", "", table);
    levels.forEach((words, number) => {
      if (number === 0 || !placesOf(number).length) return;
      const line = element("tr", "", body), verdicts = placesOf(number).map((unit) => chosen.verdict[chosen.of.get(unit)]);
      const first = element("th", "", line);
      first.scope = "row";
      if (seen.includes(number)) levelButton(number, first);
      else first.textContent = said(words);
      [MET, SHORT, NONE].forEach((verdict) => element("td", count(sum(verdicts.map((one) => (one === verdict ? 1 : 0)))), line));
    });
    if (seen.length > 1) element("p", t("A click on a level shows its units on the map."), box).className = "caption";
  };

  const levelButton = (number, parent) => {
    const button = element("button", said(levels[number]), parent, { type: "button", className: "small level" });
    button.setAttribute("aria-pressed", String(number === level));
    button.addEventListener("click", () => {
      level = number;
      map.closePopup();
      draw();
      document.querySelector('.level[aria-pressed="true"]').focus();
    });
  };
  const levelButtons = (seen, box) => {
    const group = element("div", "", box, { className: "actions", role: "group" });
    group.setAttribute("aria-label", t("Units on the map"));
    seen.forEach((number) => levelButton(number, group));
  };

  // Where it falls short most, of the level on the map.
  const worst = (box) => {
    const units = placesOf(level), amount = (unit) => (chosen ? rowOf(chosen, unit).amount : halfhour.tally(unit).short);
    const short = units.filter((unit) => (chosen ? rowOf(chosen, unit).verdict === SHORT : amount(unit) > 0)).sort((a, b) => amount(b) - amount(a));
    if (!short.length) return;
    element("h3", t("Short, most first: {level}", { level: said(levels[level]) }), box);
    const table = element("table", "", box, { className: "worst" }), body = element("tbody", "", table);
    const write = (list) => list.forEach((unit) => {
      const line = element("tr", "", body), name = element("th", "", line);
      name.scope = "row";
      element("button", unitName(unit), name, { type: "button", className: "plain" }).addEventListener("click", () => fly(unit));
      element("td", chosen ? rowOf(chosen, unit).figure : "", line);
      element("td", chosen ? rowOf(chosen, unit).missing : count(amount(unit)), line);
    });
    write(short.slice(0, LISTED));
    if (short.length <= LISTED) return;
    const more = element("button", t("and {number} more units", { number: { people: short.length - LISTED } }), box, { type: "button", className: "plain more" });
    more.addEventListener("click", () => {
      more.remove();
      write(short.slice(LISTED));
      body.children[LISTED].querySelector("button").focus();
    });
  };

  // All rules of one place: those it falls short of first.
  const drawPlace = () => {
    const box = document.getElementById("place"), { met, short, none } = halfhour.tally(place);
    box.textContent = "";
    element("h2", t("All standards: {name}", { name: unitName(place) }), box);
    element("p", t("{met} met, {short} short, {none} without a verdict", { met, short, none }), box).className = "caption";
    const order = [SHORT, MET, NONE], list = rules.filter((rule) => rule.of.has(place));
    list.sort((a, b) => order.indexOf(a.verdict[a.of.get(place)]) - order.indexOf(b.verdict[b.of.get(place)]));
    const table = element("table", "", box, { className: "card" }), body = element("tbody", "", table);
    list.slice(0, all ? list.length : LISTED).forEach((rule) => {
      const row = rowOf(rule, place), line = element("tr", "", body), look = VERDICTS[row.verdict];
      const sign = element("td", "", line, { className: "sign " + ["none", "met", "short"][row.verdict] });
      element("span", look.sign, sign, { title: t(look.words) }).setAttribute("aria-label", t(look.words));
      const name = element("th", "", line);
      name.scope = "row";
      element("button", titleOf(rule), name, { type: "button", className: "plain" }).addEventListener("click", () => {
        choose(rules.indexOf(rule));
        document.getElementById("rule").focus();
      });
      const small = [row.figure, row.target && t("target {target}", { target: row.target }), row.missing && t("missing {missing}", { missing: row.missing })].filter(Boolean).join(" · ");
      if (small) element("small", small, name);
    });
    if (list.length > LISTED) {
      const more = element("button", all ? t("Fewer") : t("and {number} more standards", { number: list.length - LISTED }), box, { type: "button", className: "plain more" });
      more.addEventListener("click", () => {
        all = !all;
        drawPlace();
        document.querySelector("#place .more").focus();
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
    const box = document.getElementById("standard");
    box.textContent = "";
    chooser(box);
    overall(box);
    levelTable(box);
    worst(box);
    halfhour.showVerdicts(chosen, level);
    halfhour.markPlace(place);
    halfhour.legend(chosen, placesOf(level).some((i) => halfhour.data().units[i].at && !halfhour.data().units[i].polygons), document.getElementById("legend"));
  };

  // A click beside all units closes what is open; a place that was searched for shows where it is.
  halfhour.openAt = (at, latlng) => L.popup().setLatLng(latlng).setContent(element("p", latlng.lat.toFixed(4) + ", " + latlng.wrap().lng.toFixed(4))).openOn(at);

  const listPlaces = () => {
    halfhour.places.length = 0;
    halfhour.data().units.forEach((unit, number) => {
      const note = ["{kind}, {id}", { kind: said(levels[unit.level]), id: unit.id }];
      if (number !== WHOLE) halfhour.places.push({ title: unit.name, note, latlng: unit.at, go: () => fly(number) });
    });
  };

  halfhour.begin = (of) => {
    const data = halfhour.data();
    map = of;
    map.off("click");
    ({ rules, levels } = data);
    rules.forEach(halfhour.readRule);
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
