// Two or three places side by side: those that were kept, and the one of the moment.
"use strict";
(() => {
  const { t, element } = halfhour;
  const LETTERS = "ABC";

  /** @type {(answers: ServedAnswer[]) => [label: string, values: string[]][]} */
  const rowsOf = (answers) => {
    const told = answers.map((answer) => answer.told[halfhour.lang()]);
    /** @type {string[]} */
    const labels = [];
    told.forEach(({ figures }) => figures.forEach(([label]) => { if (!labels.includes(label)) labels.push(label); }));
    return [
      [t("Service"), answers.map(({ service }) => halfhour.data().services[service].title[halfhour.lang()])],
      [t("Verdict"), told.map(({ verdict }) => verdict)],
      [t("What forbids it"), told.map(({ obstacles }) => obstacles.filter(({ forbids }) => forbids).map(({ said }) => said).join(" ") || "-")],
      ...labels.map((label) => /** @type {[string, string[]]} */ ([label, told.map(({ figures }) => {
        const found = figures.find(([one]) => one === label);
        return found ? found[1] : "-";
      })])),
      [t("Among the candidates"), told.map(({ ranks }) => ranks[0] || "-")],
    ];
  };

  /** @type {Halfhour["writeComparison"]} */
  const writeComparison = (parent, answers, chosen, choose, leave) => {
    parent.textContent = "";
    parent.hidden = answers.length < 2;
    if (answers.length < 2) return;
    element("h2", t("Side by side"), parent);
    const box = element("table", "", halfhour.scrolling(parent, t("Side by side")), { className: "side-by-side" });
    const head = element("tr", "", element("thead", "", box));
    element("td", "", head);
    answers.forEach((answer, i) => {
      const cell = element("th", "", head);
      cell.scope = "col";
      const button = element("button", LETTERS[i] + " " + answer.name, cell, { type: "button", className: "plain" });
      button.setAttribute("aria-pressed", String(answer === chosen));
      button.addEventListener("click", () => choose(answer));
      const away = element("button", "×", cell, { type: "button", className: "small" });
      away.setAttribute("aria-label", t("Leave out {name}", { name: answer.name }));
      away.addEventListener("click", () => leave(answer));
    });
    const body = element("tbody", "", box);
    rowsOf(answers).forEach(([label, values]) => {
      const line = element("tr", "", body);
      element("th", label, line).scope = "row";
      values.forEach((value) => element("td", value, line));
    });
  };

  Object.assign(halfhour, { writeComparison, comparisonRows: rowsOf });
})();
