// What was found of a rule in a unit, put into words.
"use strict";
(() => {
  const { t, element, count, percent, unpack, verdictOf, VERDICTS, NONE, MET, SHORT } = halfhour;
  const WHOLE = 0;

  /** @type {Halfhour["said"]} */
  const said = (words) => words[halfhour.lang()];
  /** @type {Halfhour["text"]} */
  const text = (number) => said(halfhour.data().texts[number]);
  /** @type {Halfhour["titleOf"]} */
  const titleOf = (rule) => said(rule.title) + (rule.beside ? " (" + halfhour.showText(rule.beside) + ")" : "");
  /** @type {Halfhour["unitName"]} */
  const unitName = (number) => (number === WHOLE ? said(halfhour.data().levels[0]) : halfhour.data().units[number].name);

  /** @type {(value: number | null, unit: number) => string} */
  const figure = (value, unit) => {
    if (value === null) return "";
    if (unit < 0) return percent(value);
    const number = Math.abs(value) >= 1000 ? count(value) : String(Number(value.toPrecision(4))), words = text(unit);
    return words === "%" || words === "‰" ? number + words : number + " " + words;
  };

  // Where many stand below each other a long unit, said above, would take all the room.
  const LONGEST = 14;
  /** @type {(value: number | null, unit: number) => string} */
  const brief = (value, unit) => {
    const full = figure(value, unit);
    return unit >= 0 && text(unit).length > LONGEST ? full.slice(0, -text(unit).length - 1) : full;
  };

  /** @type {(rule: RuleData) => Rule} */
  const read = (rule) => {
    const unit = unpack(rule.unit);
    /** @type {Map<number, number>} */
    const of = new Map();
    unit.forEach((number, row) => of.set(number, row));
    return { ...rule, unit, of, verdict: unpack(rule.verdict), counted: unpack(rule.counted), lacking: unpack(rule.lacking), detail: unpack(rule.detail) };
  };

  /** @type {Rule[] | null} */
  let known = null;
  const rules = () => {
    if (!known) known = halfhour.data().rules.map(read);
    return known;
  };

  // Of all rules in a unit how many are met, short and without a verdict.
  /** @type {Map<number, Tally>} */
  const tallies = new Map();
  /** @type {Halfhour["tally"]} */
  const tally = (unit) => {
    const before = tallies.get(unit);
    if (before) return before;
    const verdicts = rules().filter((rule) => !rule.beside && rule.of.has(unit)).map((rule) => verdictOf(rule, unit));
    /** @param {number} what */
    const of = (what) => verdicts.filter((verdict) => verdict === what).length;
    const counted = { met: of(MET), short: of(SHORT), none: of(NONE), judged: verdicts.length - of(NONE) };
    tallies.set(unit, counted);
    return counted;
  };

  /** @type {Halfhour["rowOf"]} */
  const rowOf = (rule, unit) => {
    const row = /** @type {number} */ (rule.of.get(unit)), missing = rule.missing[row], ayear = rule.ayear[row];
    return {
      verdict: rule.verdict[row],
      // A rule shown beside another may be without a target: nothing of it falls due.
      due: rule.target[row] === null ? 0 : rule.due,
      figure: figure(rule.figure[row], rule.counted[row]),
      brief: brief(rule.figure[row], rule.counted[row]),
      target: figure(rule.target[row], rule.counted[row]),
      missing: missing ? figure(missing, rule.lacking[row]) : "",
      ayear: missing && ayear ? figure(ayear, rule.lacking[row]) : "",
      amount: missing || 0,
      detail: text(rule.detail[row]),
    };
  };

  /** @type {Halfhour["badge"]} */
  const badge = ({ verdict, due }, parent) => {
    const look = VERDICTS[verdict], words = due ? t("not due until {year}", { year: due }) : t(look.words);
    element("span", look.sign + " " + words, parent, { className: "badge " + ["none", "met", "short"][verdict] });
  };

  /** @type {Halfhour["facts"]} */
  const facts = (row, parent) => {
    const body = element("tbody", "", element("table", "", parent, { className: "facts" }));
    const lacking = row.due ? [[t("Still to do"), row.missing], [t("Each year until {year}", { year: row.due }), row.ayear]] : [[t("Missing"), row.missing]];
    [[t("Figure"), row.figure], [row.due ? t("Target of {year}", { year: row.due }) : t("Target"), row.target], ...lacking].filter(([, value]) => value).forEach(([name, value]) => {
      const line = element("tr", "", body);
      element("th", name, line).scope = "row";
      element("td", value, line);
    });
    if (row.detail) element("p", row.detail, parent).className = "detail";
  };

  Object.assign(halfhour, { WHOLE, said, text, titleOf, unitName, rules, tally, rowOf, badge, facts });
})();
