// What stands on paper: a sheet around the map and a sheet of tables, copied from the panel as it is at that moment.
"use strict";
(() => {
  const { t, element } = halfhour;
  const HEAD = ".study, .question, .notice, .shares, .shares + .caption, .certificate, #headline, #gaps, #proof, #assumed";
  // Tables of signs belong to the legend, and lists in the search are no results.
  const NO_TABLES = ".legend, header, .about";
  const SHORT_MAX = 12;

  // Whatever the panel has in the language of the moment, in its order.
  /** @type {(selector: string) => HTMLElement[]} */
  const shown = (selector) => /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll("aside " + selector.split(", ").join(", aside "))).filter((node) => {
    const words = node.closest(".words");
    return !node.closest("[hidden]") && (!words || words.getAttribute("lang") === halfhour.lang());
  }));

  // A copy without anything to press, and without names that scripts look for.
  /** @type {Halfhour["onPaper"]} */
  const onPaper = (node) => {
    const copy = /** @type {HTMLElement} */ (node.cloneNode(true));
    copy.querySelectorAll(".words").forEach((words) => { if (words.getAttribute("lang") !== halfhour.lang()) words.remove(); });
    copy.querySelectorAll("button").forEach((button) => button.replaceWith(element("span", button.textContent || "")));
    [copy, ...Array.from(copy.querySelectorAll("*"))].forEach((one) => {
      // Its place in the layout keeps its name as a class.
      if (one.id) one.classList.add("paper-" + one.id);
      one.removeAttribute("id");
      Array.from(one.attributes).forEach(({ name }) => { if (name.startsWith("data-")) one.removeAttribute(name); });
    });
    return copy;
  };

  // What a table is called: its caption, the details' summary, or the heading before it.
  /** @type {Halfhour["tableTitle"]} */
  const tableTitle = (table) => {
    const { caption } = /** @type {HTMLTableElement} */ (table), details = table.closest("details");
    if (caption) return caption.textContent || "";
    const summary = details && details.querySelector("summary");
    if (summary && summary.textContent) return summary.textContent;
    const before = Array.from(document.querySelectorAll("aside h2, aside h3, aside section[aria-label] > table, aside table")), at = before.indexOf(table);
    const section = table.closest("section[aria-label]");
    if (section && !section.querySelector("h2, h3")) return section.getAttribute("aria-label") || "";
    for (let i = at - 1; i >= 0; i--) if (/^H[23]$/.test(before[i].tagName)) return before[i].textContent || "";
    return "";
  };

  /** @type {(parent: HTMLElement, title: string, table: HTMLElement) => void} */
  const addTable = (parent, title, table) => {
    const box = element("div", "", parent, { className: "paper-table" });
    if (title) element("h2", title, box);
    box.append(table);
    element("p", "", box, { className: "paper-more", hidden: true });
  };

  // Rows that have no room are counted, and it is said where they stand.
  /** @type {Halfhour["cutTables"]} */
  const cutTables = (sheet, rows) => sheet.querySelectorAll(".paper-table").forEach((box) => {
    const all = Array.from(box.querySelectorAll("tbody tr")), more = /** @type {HTMLElement} */ (box.querySelector(".paper-more"));
    all.forEach((row, i) => { /** @type {HTMLElement} */ (row).hidden = i >= rows; });
    more.hidden = all.length <= rows;
    more.textContent = t("… {number} more in {file}", { number: { people: all.length - rows }, file: halfhour.data().paper.tables });
  });

  /** @type {(parent: HTMLElement) => void} */
  const shortList = (parent) => {
    /** @type {string[][]} */
    const lines = halfhour.paperSites() || shown(".proposed tbody tr").map((row) => Array.from(row.querySelectorAll("td, th")).slice(0, 3).map((cell) => (cell.textContent || "").trim()));
    if (!lines.length) return;
    const list = element("ol", "", element("div", "", parent, { className: "paper-sites" }));
    lines.slice(0, SHORT_MAX).forEach(([order, name, gain]) => {
      const line = element("li", "", list);
      element("b", order, line);
      element("span", " " + name + " ", line);
      if (gain) element("em", gain, line);
    });
    if (lines.length > SHORT_MAX) element("li", t("… {number} more on the next sheet", { number: { people: lines.length - SHORT_MAX } }), list);
  };

  /** @type {(date: Date) => string} */
  const dateText = (date) => date.toLocaleDateString(halfhour.lang() === "zh" ? "zh-CN" : "en-GB", { year: "numeric", month: "long", day: "numeric" });

  // Above the map: title, question, headline, certificate, and what is set in the page.
  const head = () => {
    const box = element("header", "", null, { className: "paper paper-head" });
    shown("h1").forEach((node) => box.append(onPaper(node)));
    // What stands in details is for whoever asks; a certificate is for everybody on paper.
    const top = shown(HEAD).filter((node) => !node.closest("details") || node.matches(".certificate"));
    top.filter((node) => !top.some((other) => other !== node && other.contains(node))).concat(halfhour.paperHead()).forEach((node) => box.append(onPaper(node)));
    const facts = element("p", "", box, { className: "paper-facts" });
    halfhour.paperFacts().forEach(([label, value]) => {
      const fact = element("span", label + ": ", facts);
      element("b", value, fact);
      facts.append(" ");
    });
    return box;
  };

  // Below it: proposed sites in short, legend, whose data they are, date and version.
  const foot = () => {
    const box = element("footer", "", null, { className: "paper paper-foot" }), { paper } = halfhour.data();
    shortList(box);
    const keys = shown(".legend"), onMap = document.querySelector("main .map-legend .key");
    if (onMap) element("section", "", box, { className: "legend" }).append(...Array.from(onPaper(onMap).childNodes));
    keys.forEach((node) => box.append(onPaper(node)));
    element("p", [
      paper.credit[halfhour.lang()] && t("Data: {credit}", { credit: paper.credit[halfhour.lang()] }),
      paper.date && t("The plan was made on {date}.", { date: paper.date }),
      t("Printed on {date}", { date: dateText(new Date()) }) + halfhour.printNote(),
      "Halfhour " + paper.version,
    ].filter(Boolean).join(" · "), box, { id: "printed" });
    return box;
  };

  const tables = () => {
    const sheet = element("section", "", null, { className: "paper paper-tables" }), own = halfhour.paperTables();
    element("p", document.title, sheet, { className: "paper-title" });
    const columns = element("div", "", sheet, { className: "paper-columns" });
    if (own) Array.from(own.querySelectorAll("table")).forEach((table) => addTable(columns, table.title, onPaper(table)));
    else shown("table").filter((table) => !table.closest(NO_TABLES)).forEach((table) => {
      if (table.querySelector("tbody tr")) addTable(columns, tableTitle(table), onPaper(table));
    });
    shown(".certificate ~ .caption").forEach((note) => columns.append(onPaper(note)));
    cutTables(sheet, SHORT_MAX);
    return sheet;
  };

  /** @type {Halfhour["writePaper"]} */
  const writePaper = () => {
    // Details that are filled only when they are opened fill themselves.
    document.querySelectorAll("aside details").forEach((box) => box.dispatchEvent(new Event("paper")));
    const main = /** @type {HTMLElement} */ (document.querySelector("main")), sheet = tables();
    main.prepend(head());
    main.append(foot());
    main.after(sheet);
    return sheet;
  };

  const takeAway = () => document.querySelectorAll(".paper").forEach((node) => node.remove());

  Object.assign(halfhour, {
    onPaper, cutTables, tableTitle, writePaper, clearPaper: takeAway,
    // Each kind of page may say more of its own.
    paperHead: () => [], paperFacts: () => [], paperSites: () => null, paperTables: () => null,
  });
})();
