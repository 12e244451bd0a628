// The list of gaps: where the people are who are not served, why, and what would help them; each choice has its own.
"use strict";
(() => {
  const { t, count, element, part } = halfhour;
  const SHOWN = 10, FIRST = 3, WAIT_MS = 200, AT_ONCE_MS = 30, NOBODY = 1e-6, NEAR_ZOOM = 14;
  /** @type {L.Map} */
  let map;
  let waiting = 0, unfolded = false;
  // What is known of areas at one state of the model.
  let version = -1;
  /** @type {Map<number, { travel: GapTravel, best: BestSite | null | undefined }>} */
  let known = new Map();

  /** @param {GapArea} one */
  const title = (one) => (one.part ? t("{name}, {unit}", { name: one.name, unit: one.part }) : one.name);
  // Whole minutes are enough for a list, and the classes of the page's pairs are finer.
  /** @param {number} cost */
  const short = (cost) => (halfhour.data().unit === "s" ? t("{amount} min", { amount: Math.round(cost / 60) }) : halfhour.cost(cost));
  const widest = () => {
    const { ends } = halfhour.data().reach;
    return ends[ends.length - 1];
  };
  /** @type {(cost: number, exact: boolean) => string} */
  const far = (cost, exact) => (!Number.isFinite(cost) ? t("more than {cost}", { cost: short(widest()) }) : exact ? short(cost) : t("at most {cost}", { cost: short(cost) }));

  /** @param {GapArea} one */
  const mainReason = ({ noRoad, noPlace, beyond }) => (noRoad >= noPlace && noRoad >= beyond ? t("no usable road") : noPlace >= beyond ? t("the sites within reach are full") : t("beyond the limit"));

  // Why no site is proposed there: of the plan itself that is known, of other choices what rules a candidate out.
  /** @type {(one: GapArea, best: BestSite | null | undefined) => Message | null} */
  const why = (one, best) => {
    const { gaps } = halfhour.data(), { model } = halfhour;
    if (gaps.infeasible && halfhour.gapFigures.isPlan()) return ["nothing fulfils what is asked, so no site is proposed"];
    if (!best && one.noRoad >= one.unserved - NOBODY) return ["no usable road leads to these people"];
    if (best === null) return ["no eligible candidate within reach"];
    if (!best) return null;
    if (gaps.forbidden.includes(best.site)) return ["the scenario forbids its best candidate"];
    if (best.inAll <= NOBODY) return ["with its best candidate no more people would be served in all"];
    if (!halfhour.gapFigures.isPlan()) return null;
    const { cost } = model.sites[best.site], people = { people: best.inAll };
    if (gaps.left !== null && cost !== null && cost > gaps.left) return ["its best candidate costs {cost}, and {left} of the budget is left", { cost: halfhour.money(cost), left: halfhour.money(gaps.left) }];
    if (gaps.least !== null && best.inAll <= gaps.least + NOBODY) return ["its best candidate would add {people} people; each proposed site adds at least {least}", { people, least: { people: gaps.least } }];
    if (gaps.allowed !== null && halfhour.data().plan.opened.length >= gaps.allowed) return ["its best candidate would add {people} people; up to {allowed} new sites were allowed", { people, allowed: gaps.allowed }];
    if (gaps.stopped) return ["the search was stopped before its end"];
    return ["its best candidate would add {people} people, but nothing to what the scenario asks for", { people }];
  };

  const forget = () => {
    if (version === halfhour.model.version()) return;
    version = halfhour.model.version();
    known = new Map();
  };
  /** @type {(asked: number[], best: Map<number, BestSite | null>) => void} */
  const keep = (asked, best) => {
    const travel = halfhour.gapFigures.travel(asked);
    asked.forEach((area) => known.set(area, { travel: /** @type {GapTravel} */ (travel.get(area)), best: best.get(area) }));
  };
  // All of one area, at once.
  /** @param {number} area */
  const detail = (area) => {
    forget();
    const found = known.get(area);
    if (found) return found;
    const steps = halfhour.gapFigures.best([area]);
    let step = steps.next();
    while (!step.done) step = steps.next();
    keep([area], step.value);
    return /** @type {{ travel: GapTravel, best: BestSite | null | undefined }} */ (known.get(area));
  };

  /** @type {Halfhour["gaps"]["tell"]} */
  const tell = (one, side) => {
    /** @type {Popup["rows"]} */
    const rows = [["People", { people: one.people }], ["Not served", { people: one.unserved }]];
    /** @type {[label: string, people: number][]} */
    const parts = [["of it unreachable", one.noRoad], ["of it beyond the limit", one.beyond], ["of it without a place", one.noPlace]];
    parts.forEach(([label, people]) => { if (people > NOBODY) rows.push([label, { people }]); });
    if (side === "today") return { title: title(one), rows };
    const { travel, best } = detail(one.area), reason = why(one, best);
    if (travel.name) {
      rows.push(["Nearest site of most of them", travel.name], ["Half of them are within", far(travel.middle, travel.exact)]);
      rows.push(["The farthest", far(travel.most, travel.exact)]);
    }
    if (best) {
      rows.push(["Best candidate", halfhour.model.sites[best.site].name], ["Travel to it", far(best.cost, true)]);
      rows.push(best.brings < -NOBODY ? ["Fewer of the area would be served with it", { people: -best.brings }] : ["It would serve of them", { people: Math.max(0, best.brings) }]);
      rows.push(["It would add in all", { people: best.inAll }]);
    }
    return { title: title(one), rows, reason: reason ? ["No site is proposed here: {reason}.", { reason }] : undefined };
  };

  /** @type {Halfhour["gaps"]["show"]} */
  const show = (area) => {
    const one = halfhour.gapFigures.list("choice").find((each) => each.area === area), of = halfhour.gapFigures.of(), table = halfhour.cellTable();
    if (!one) return;
    const bounds = L.latLngBounds([]);
    for (let cell = 0; cell < halfhour.model.size; cell++) if (of[cell] === area && halfhour.gapFigures.unserved(cell, "choice") > 0) bounds.extend(table.latlng(cell));
    map.fitBounds(bounds, { maxZoom: NEAR_ZOOM });
    halfhour.tellAt(map, L.latLng(one.lat, one.lng), tell(one, "choice"));
  };

  // A line as wide as the panel: what is cut off there is read in its title.
  /** @type {(line: HTMLElement) => void} */
  const cut = (line) => { line.title = line.textContent || ""; };

  // One area as an item: its name and people at once, the rest when it is known; why no site is there is shown to whoever points at it.
  /** @type {(parent: HTMLElement, one: GapArea) => void} */
  const item = (parent, one) => {
    const row = element("li", "", parent), head = element("div", "", row, { className: "gap-head" }), found = known.get(one.area);
    row.dataset.area = String(one.area);
    const name = element("button", title(one), head, { type: "button", className: "plain" });
    name.addEventListener("click", () => show(one.area));
    cut(name);
    element("em", count(one.unserved), head).dataset.figure = "gapLine";
    const near = element("p", mainReason(one), row, { className: "gap-why" }), helps = element("p", "", row, { className: "gap-best" });
    if (!found) {
      helps.textContent = "\u00a0";
      return;
    }
    const { travel, best } = found, reason = why(one, best);
    if (travel.name) near.textContent += " · " + t("nearest {cost}: {site}", { site: travel.name, cost: far(travel.middle, travel.exact) });
    if (best) {
      element("span", t("Best candidate") + " ", helps);
      const site = element("button", halfhour.model.sites[best.site].name, helps, { type: "button", className: "plain" });
      site.addEventListener("click", () => halfhour.fly(best.site));
      const own = best.brings > NOBODY ? "+" + count(best.brings) : best.brings < -NOBODY ? count(best.brings) : t("nobody here"), both = Math.abs(best.inAll - best.brings) > NOBODY;
      element("b", " " + (both ? t("{people}, in all {all}", { people: own, all: (best.inAll > 0 ? "+" : "") + count(best.inAll) }) : own), helps);
    } else if (reason) helps.textContent = t(reason[0], reason[1]);
    cut(near);
    cut(helps);
    if (best && reason) element("p", t(reason[0], reason[1]), row, { className: "gap-reason" });
  };

  const write = () => {
    const box = part("gaps");
    if (!box) return;
    forget();
    const all = halfhour.gapFigures.list("choice"), listed = all.slice(0, SHOWN);
    box.textContent = "";
    element("h2", t("Where people are not served"), box);
    if (!listed.length) {
      element("p", t("Everybody is served."), box, { className: "caption" });
      return;
    }
    const told = all.reduce((sum, one) => sum + one.unserved, 0), rest = listed.slice(FIRST), others = all.slice(SHOWN).reduce((sum, one) => sum + one.unserved, 0);
    element("p", t("in all {people}", { people: { people: told } }), box, { className: "caption gap-all" });
    const top = element("ol", "", box, { className: "gap-list" });
    listed.slice(0, FIRST).forEach((one) => item(top, one));
    if (rest.length) {
      const more = element("details", "", box, { open: unfolded });
      more.addEventListener("toggle", () => { unfolded = more.open; });
      element("summary", t("{number} more places", { number: rest.length }), more);
      const list = element("ol", "", more, { className: "gap-list", start: FIRST + 1 });
      rest.forEach((one) => item(list, one));
      if (others > NOBODY) element("p", t("All other places: {others} people.", { others: { people: others } }), more, { className: "caption" });
    }
    halfhour.fitBuild();
  };

  // When the hand rests what takes longer is looked up, a little at a time.
  const look = () => {
    forget();
    const asked = halfhour.gapFigures.list("choice").slice(0, SHOWN).map((one) => one.area), at = version;
    const steps = halfhour.gapFigures.best(asked);
    const some = () => {
      if (at !== halfhour.model.version()) return;
      const end = performance.now() + AT_ONCE_MS;
      let step = steps.next();
      while (!step.done && performance.now() < end) step = steps.next();
      if (!step.done) {
        waiting = window.setTimeout(some);
        return;
      }
      keep(asked, step.value);
      write();
      part("gaps").dataset.ready = "yes";
    };
    some();
  };

  const refresh = () => {
    const box = part("gaps");
    if (box) delete box.dataset.ready;
    write();
    clearTimeout(waiting);
    waiting = window.setTimeout(look, WAIT_MS);
    halfhour.declutter.run();
  };

  /** @type {Halfhour["gaps"]["start"]} */
  const start = (on) => {
    map = on;
    halfhour.onLang(() => {
      write();
      halfhour.declutter.run();
    });
    refresh();
  };

  halfhour.gaps = { start, refresh, show, tell, title };
})();
