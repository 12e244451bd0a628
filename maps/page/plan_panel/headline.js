// The head of the panel: how many are served and how many are not, today and with the sites of the moment.
"use strict";
(() => {
  const { t, count, percent, element, part } = halfhour;

  // Noise of a difference, far behind the point, is no change.
  /** @param {number} n */
  const signed = (n) => (Math.abs(n) < 0.05 ? "±0" : (n > 0 ? "+" : "−") + count(Math.abs(n)));

  // Where the page cannot give places, Python has counted who has one: today, and with the plan's sites.
  /** @type {Halfhour["headline"]} */
  const headline = () => {
    const { model } = halfhour, found = model.figures(), { total, places } = found;
    const own = model.placedByPython("choice"), before = model.placedByPython("today"), known = own !== null && before !== null;
    const served = known ? own : found.served, today = known ? before : found.today.served;
    /** @param {number} people */
    const share = (people) => (total > 0 ? people / total : null);
    return {
      total, served, gap: total - served, share: share(served),
      today: { served: today, gap: total - today, share: share(today) },
      more: served - today, closes: total - today > 0 ? (served - today) / (total - today) : null,
      places: known || Boolean(places), within: places ? share(places.now.within) : known ? share(found.served) : null,
    };
  };

  /** @type {Halfhour["whose"]} */
  const whose = () => {
    const { plan: { years }, year } = halfhour.data(), { model } = halfhour, { group, step } = model.state();
    const counted = years && model.ownPeople() ? years.names[step - 1] : year;
    return counted === null ? t(group) : t("{group} of {year}", { group: [group], year: counted });
  };

  /** @type {(parent: HTMLElement, now: Headline) => void} */
  const bar = (parent, now) => {
    const box = element("div", "", parent, { className: "bar" });
    box.setAttribute("aria-hidden", "true");
    /** @type {[name: string, share: number | null][]} */
    const bars = [["within", now.within], ["then", now.share], ["now", now.today.share]];
    // The shorter lies over the longer, also where a site was closed.
    if ((now.share || 0) < (now.today.share || 0)) bars.push(bars.splice(1, 1)[0]);
    bars.forEach(([name, share]) => { if (share !== null) element("i", "", box, { className: name }).style.width = (100 * share).toFixed(2) + "%"; });
  };

  // A sentence of which one value is a figure that has a name.
  /** @type {(parent: HTMLElement, text: string, figures: Record<string, [name: string, said: string]>, className: string) => HTMLElement} */
  const sentence = (parent, text, figures, className) => {
    const line = element("p", "", parent, { className });
    text.split(/(\{\w+\})/).forEach((piece) => {
      const known = figures[piece.slice(1, -1)];
      if (known && piece[0] === "{") {
        const [name, said] = known, node = element("b", said, line);
        if (name.startsWith("today:")) node.dataset.today = name.slice(6);
        else node.dataset.figure = name;
      } else if (piece) line.append(piece);
    });
    return line;
  };

  /** @param {Headline} now */
  const gained = ({ more, closes }) => {
    /** @type {Record<string, [string, string]>} */
    const figures = { people: ["more", signed(more)], share: ["closes", percent(closes === null ? null : Math.abs(closes))] };
    if (closes === null) return sentence(part("headline"), t("{people} people; today nobody is in the gap."), figures, "gained");
    if (Math.abs(more) < 0.05) return sentence(part("headline"), t("{people} people: as many as today."), figures, "gained");
    return sentence(part("headline"), more > 0 ? t("{people} people: closes {share} of the gap.") : t("{people} people: the gap grows by {share}."), figures, "gained");
  };

  /** @param {Headline} now */
  const caption = ({ places }) => {
    const { model } = halfhour;
    if (model.isToday()) return places ? t("of {total} people have a place within reach: only today's sites are open") : t("of {total} people reach a site: only today's sites are open");
    if (model.isPlan()) return places ? t("of {total} people have a place within reach, today and with the plan's sites") : t("of {total} people reach a site, today and with the plan's sites");
    return places ? t("of {total} people have a place within reach, today and with the sites chosen here") : t("of {total} people reach a site, today and with the sites chosen here");
  };

  /** @param {Headline} now */
  const assumed = (now) => {
    const { places, reach } = halfhour.data(), { model } = halfhour, { limit, group } = model.state();
    const need = places && Object.prototype.hasOwnProperty.call(places.need, group) ? places.need[group] : null;
    const counted = !now.places ? t("capacities not counted")
      : places && places.assignment === "closest" ? t("only as many as the nearest site has places for, {need} a person", { need: String(need) })
      : t("only as many as the sites within reach have places for, {need} a person", { need: String(need) });
    const line = element("p", "", part("assumed"), { className: "assumed" });
    line.textContent = t("Assumed: {limit}; {group}; {places}.", { limit: t("within {limit}", { limit: halfhour.limit(reach.limits[limit]) }), group: whose(), places: counted });
  };

  /** @type {Halfhour["tellHeadline"]} */
  const tellHeadline = () => {
    const box = part("headline"), now = headline(), { service, reach } = halfhour.data(), { limit } = halfhour.model.state();
    box.textContent = part("assumed").textContent = "";
    box.setAttribute("aria-label", t("Key figures"));
    const asked = [service[halfhour.lang()], whose(), t("within {limit}", { limit: halfhour.limit(reach.limits[limit]) })];
    element("p", asked.filter(Boolean).join(" · "), box, { className: "question" });
    const shares = element("p", "", box, { className: "shares" }), was = element("span", percent(now.today.share), shares, { className: "was" });
    was.dataset.today = "share";
    element("span", " → ", shares).setAttribute("aria-label", t("to"));
    element("strong", percent(now.share), shares).dataset.figure = "share";
    sentence(box, caption(now), { total: ["total", count(now.total)] }, "caption");
    if (!now.places && halfhour.placesNote()) element("p", halfhour.placesNote().trim(), box, { className: "caption reach-alone" });
    bar(box, now);
    gained(now);
    sentence(box, t("{people} people are not served; today {before}."), { people: ["gap", count(now.gap)], before: ["today:gap", count(now.today.gap)] }, "unserved");
    assumed(now);
  };

  Object.assign(halfhour, { headline, whose, tellHeadline });
})();
