// What was found of a rule in a unit, put into words.
"use strict";
(() => {
  const { t, element, count, percent, unpack, VERDICTS, NONE, MET, SHORT } = halfhour;
  const WHOLE = 0;

  const said = (words) => words[halfhour.lang()];
  const text = (number) => said(halfhour.data().texts[number]);
  const titleOf = (rule) => said(rule.title) + (rule.beside ? " (" + halfhour.showText(rule.beside) + ")" : "");
  const unitName = (number) => (number === WHOLE ? said(halfhour.data().levels[0]) : halfhour.data().units[number].name);

  const figure = (value, unit) => {
    if (value === null) return "";
    if (unit < 0) return percent(value);
    const number = Math.abs(value) >= 1000 ? count(value) : String(Number(value.toPrecision(4))), words = text(unit);
    return words === "%" || words === "‰" ? number + words : number + " " + words;
  };

  const read = (rule) => {
    ["unit", "verdict", "counted", "lacking", "detail"].forEach((key) => { rule[key] = unpack(rule[key]); });
    rule.of = new Map(Array.from(rule.unit, (unit, row) => [unit, row]));
  };

  // Of all rules in a unit how many are met, short and without a verdict.
  const tallies = new Map();
  const tally = (unit) => {
    if (!tallies.has(unit)) {
      const verdicts = halfhour.data().rules.filter((rule) => !rule.beside && rule.of.has(unit)).map((rule) => rule.verdict[rule.of.get(unit)]);
      const of = (what) => verdicts.filter((verdict) => verdict === what).length;
      tallies.set(unit, { met: of(MET), short: of(SHORT), none: of(NONE), judged: verdicts.length - of(NONE) });
    }
    return tallies.get(unit);
  };

  const rowOf = (rule, unit) => {
    const row = rule.of.get(unit);
    return {
      verdict: rule.verdict[row],
      figure: figure(rule.figure[row], rule.counted[row]),
      target: figure(rule.target[row], rule.counted[row]),
      missing: rule.missing[row] ? figure(rule.missing[row], rule.lacking[row]) : "",
      amount: rule.missing[row] || 0,
      detail: text(rule.detail[row]),
    };
  };

  const badge = (verdict, parent) => {
    const look = VERDICTS[verdict];
    element("span", look.sign + " " + t(look.words), parent, { className: "badge " + ["none", "met", "short"][verdict] });
  };

  const facts = (row, parent) => {
    const body = element("tbody", "", element("table", "", parent, { className: "facts" }));
    [[t("Figure"), row.figure], [t("Target"), row.target], [t("Missing"), row.missing]].filter(([, value]) => value).forEach(([name, value]) => {
      const line = element("tr", "", body);
      element("th", name, line).scope = "row";
      element("td", value, line);
    });
    if (row.detail) element("p", row.detail, parent).className = "detail";
  };

  Object.assign(halfhour, { WHOLE, said, text, titleOf, unitName, readRule: read, tally, rowOf, badge, facts });
})();
