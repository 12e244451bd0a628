// The register of checks: saving the answer of the moment, the list, and decisions.
"use strict";
(() => {
  const { t, element, part, count } = halfhour;
  const LINES = 200;
  /** @type {RegisterLine[]} */
  let lines = [];
  let total = 0;

  const verdicts = () => ({ recommended: t("recommended"), acceptable: t("acceptable"), not_recommended: t("not recommended") });
  const decisions = () => ({ approved: t("approved"), refused: t("refused") });
  const filter = () => /** @type {HTMLSelectElement} */ (part("register-filter"));

  /** @type {(said: string, wrong?: boolean) => void} */
  const tell = (said, wrong = false) => {
    const box = part("register-status");
    box.textContent = said;
    box.classList.toggle("wrong", wrong);
  };
  /** @param {Error} error */
  const failed = (error) => tell(error.message, true);

  /** @type {(line: RegisterLine, parent: HTMLElement) => void} */
  const decisionForm = (line, parent) => {
    const form = element("form", "", parent, { className: "decide" });
    const what = element("select", "", element("label", t("Decision") + " ", form));
    Object.entries(decisions()).forEach(([value, words]) => element("option", words, what, { value }));
    const reason = element("input", "", element("label", t("Reason") + " ", form), { required: true, maxLength: 1000 });
    const year = element("input", "", element("label", t("Opens in") + " ", form), { type: "number", min: "1000", max: "9999" });
    element("button", t("Record the decision"), form, { className: "small" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      /** @type {Record<string, string | number>} */
      const body = { decision: what.value, reason: reason.value };
      if (year.value && what.value === "approved") body.opens_year = Number(year.value);
      halfhour.sent("/api/register/" + encodeURIComponent(line.check_id) + "/decision", body).then(() => {
        tell(t("The decision on {check} is recorded.", { check: line.check_id }));
        halfhour.watchStudy();
        return list();
      }).catch(failed);
    });
  };

  /** @type {(line: RegisterLine, body: HTMLElement) => void} */
  const write = (line, body) => {
    const row = element("tr", "", body), head = element("th", "", row);
    head.scope = "row";
    const button = element("button", line.check_id, head, { type: "button", className: "plain" });
    button.addEventListener("click", () => halfhour.showPlace([line.lat, line.lon]));
    element("small", [line.time.slice(0, 10), line.applicant].filter(Boolean).join(" · "), head);
    element("td", halfhour.serviceTitle(line.service), row);
    element("td", line.newly_served === null ? "-" : count(line.newly_served), row);
    element("td", line.verdict ? verdicts()[line.verdict] : "-", row);
    const cell = element("td", "", row);
    if (line.decision) {
      element("span", decisions()[line.decision], cell);
      element("small", [line.decided, line.reason].filter(Boolean).join(" · "), cell);
      return;
    }
    const box = element("details", "", cell);
    element("summary", t("Decide"), box);
    decisionForm(line, box);
  };

  const fillFilter = () => {
    const { value } = filter();
    filter().textContent = "";
    Object.entries({ "": t("All checks"), open: t("Not decided"), ...decisions() }).forEach(([key, words]) => element("option", words, filter(), { value: key }));
    filter().value = value;
  };

  const show = () => {
    const box = part("register-list");
    fillFilter();
    box.textContent = "";
    if (!lines.length) {
      element("p", t("No check is in the register yet."), box, { className: "caption" });
      return;
    }
    const table = element("table", "", halfhour.scrolling(box, t("Register of checks"))), head = element("tr", "", element("thead", "", table));
    ["Check", "Service", "Newly served", "Verdict", "Decision"].forEach((text) => { element("th", t(text), head).scope = "col"; });
    const body = element("tbody", "", table);
    lines.forEach((line) => write(line, body));
    if (total > lines.length) element("p", t("… {number} more in {file}", { number: { people: total - lines.length }, file: "register.gpkg" }), box, { className: "caption" });
  };

  /** @returns {Promise<void>} */
  const list = () => {
    const { value } = filter();
    return halfhour.asked("/api/register?limit=" + LINES + (value ? "&decision=" + value : "")).then((/** @type {{ total: number, lines: RegisterLine[] }} */ found) => {
      ({ total, lines } = found);
      show();
    }).catch(failed);
  };

  /** @type {Halfhour["save"]} */
  const save = (answer, names) => halfhour.sent("/api/register", { check_id: answer.id, lang: halfhour.lang(), ...names }).then(() => list());

  /** @type {Halfhour["startRegister"]} */
  const startRegister = () => {
    filter().addEventListener("change", list);
    part("register").addEventListener("toggle", () => { if (/** @type {HTMLDetailsElement} */ (part("register")).open) list(); });
    halfhour.onLang(show);
    show();
  };

  Object.assign(halfhour, { save, startRegister, listRegister: list });
})();
