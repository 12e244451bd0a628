// The candidates that would add most to what is chosen: looked up when the hand rests.
"use strict";
(() => {
  const { t, count, element } = halfhour;
  const SHOWN = 5, WAIT_MS = 200, AT_ONCE_MS = 40;
  let waiting = 0;

  /** @type {(box: HTMLElement, list: Addition[]) => void} */
  const tell = (box, list) => {
    const useful = list.filter((one) => one.people > 0).slice(0, SHOWN);
    box.textContent = "";
    halfhour.tellNext(useful.length ? useful[0] : null);
    useful.forEach((one) => {
      const row = element("li", "", box);
      const name = element("button", one.site.name, row, { type: "button", className: "plain" });
      name.addEventListener("click", () => halfhour.fly(one.i));
      element("em", "+" + count(one.people), row);
      const add = element("button", "+", row, { type: "button", className: "small", title: t("Open this site") });
      add.setAttribute("aria-label", t("Open {name}", { name: one.site.name }));
      add.addEventListener("click", () => halfhour.toggle(one.i));
    });
    if (!box.children.length) element("li", t("No other site adds anybody."), box);
  };

  // Only those are counted that might add more than the best so far, a few at a time.
  /** @param {HTMLElement} box */
  const look = (box) => {
    const { model } = halfhour;
    /** @type {Addition[]} */
    const list = [];
    const rest = model.sites.map((_, i) => ({ i, most: model.atMost(i) })).filter(({ i }) => !model.open(i)).sort((a, b) => b.most - a.most || a.i - b.i);
    let at = 0;
    const some = () => {
      for (const end = performance.now() + AT_ONCE_MS; at < rest.length; at++) {
        const { i, most } = rest[at];
        if (list.length >= SHOWN && list[SHOWN - 1].people > most) break;
        if (performance.now() > end) {
          waiting = window.setTimeout(some);
          return;
        }
        list.push({ i, site: model.sites[i], people: model.adds(i) });
        list.sort((a, b) => b.people - a.people || a.i - b.i);
      }
      tell(box, list);
    };
    some();
  };

  /** @type {Halfhour["suggest"]} */
  halfhour.suggest = (box) => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => look(box), WAIT_MS);
  };
})();
