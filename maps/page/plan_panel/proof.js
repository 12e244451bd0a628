// How good the plan is: what was proven, and for which limit, group and sites that holds.
"use strict";
(() => {
  const { t, count, element, part } = halfhour;

  /** @type {Halfhour["tellProof"]} */
  const tellProof = () => {
    const { plan, reach } = halfhour.data(), { model } = halfhour, { limit, group } = model.state(), box = part("proof");
    const holds = model.isPlan() && limit === plan.limit && group === plan.group;
    box.textContent = "";
    box.setAttribute("aria-label", t("How good is this plan?"));
    const proof = element("p", plan.proof[halfhour.lang()], box, { className: "proof" });
    proof.dataset.holds = String(holds);
    if (!holds) {
      proof.classList.add("elsewhere");
      /** @type {Values} */
      const words = { number: count(plan.opened.length), limit: halfhour.limit(reach.limits[plan.limit]), group: [plan.group] };
      box.append(" ");
      element("p", plan.opened.length === 1 ? t("This holds for the plan's one new site within {limit}, counting {group}; not for what is chosen now.", words)
        : t("This holds for the plan's {number} new sites within {limit}, counting {group}; not for what is chosen now.", words), box, { className: "caption held" });
    }
    box.append(" ");
    element("p", "…", box, { className: "one-more" });
  };

  /** @type {Halfhour["tellNext"]} */
  const tellNext = (best) => {
    const line = part("proof").querySelector(".one-more");
    if (!line) return;
    line.textContent = "";
    if (!best) line.textContent = t("No other candidate would add anyone.");
    else t("One more site would add {people}: {name}").split(/(\{\w+\})/).forEach((piece) => {
      if (piece === "{people}") element("b", "+" + count(best.people), line).dataset.figure = "next";
      else if (piece === "{name}") element("button", best.site.name, line, { type: "button", className: "plain" }).addEventListener("click", () => halfhour.fly(best.i));
      else line.append(piece);
    });
    // What stands below may have less room now.
    halfhour.fitBuild();
  };

  Object.assign(halfhour, { tellProof, tellNext });
})();
