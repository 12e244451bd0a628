// The page of a server: a click, coordinates or a parcel asks; the answer stands beside the map.
"use strict";
(() => {
  const { t, element, part } = halfhour;
  const KEPT_MAX = 2, POLL_MS = 1500;
  const files = () => [["check.html", t("Page")], ["check.pdf", "PDF"], ["check.xlsx", "Excel"], ["check.json", "JSON"]];
  /** @type {ServedAnswer | null} */
  let now = null;
  // The last answer makes room for the next one unless it is kept; any of them may be looked at.
  /** @type {ServedAnswer | null} */
  let latest = null;
  /** @type {ServedAnswer[]} */
  let kept = [];
  /** @type {Record<string, string>} */
  let states = {};
  /** @type {(() => void) | null} */
  let pending = null;
  let asks = 0, watching = false;

  // What the frame's search lists: the sites of the service of the moment.
  halfhour.makeModel = () => ({ sites: [], existing: [] });
  const fillModel = () => {
    const { sites } = halfhour.data().services[halfhour.service()];
    halfhour.model = { sites, existing: sites.map(({ existing }) => existing) };
  };

  const showService = () => {
    fillModel();
    halfhour.drawSites();
    halfhour.drawCells();
  };
  /** @param {ServedAnswer} answer */
  const titleOf = ({ service }) => halfhour.data().services[service].title[halfhour.lang()];

  /** @type {Halfhour["serviceTitle"]} */
  const serviceTitle = (name) => {
    const found = halfhour.data().services.find((one) => one.name === name);
    return found ? found.title[halfhour.lang()] : name;
  };

  /** @type {(said: string, wrong?: boolean) => void} */
  const tell = (said, wrong = false) => {
    const box = part("status");
    box.textContent = said;
    box.classList.toggle("wrong", wrong);
    // On a phone the form lies below the map.
    if (wrong) box.scrollIntoView({ block: "nearest" });
  };

  const answers = () => (latest && !kept.includes(latest) ? kept.concat(latest) : kept);

  /** @param {ServedAnswer} answer */
  const choose = (answer) => {
    now = answer;
    if (answer.service !== halfhour.service()) {
      halfhour.setService(answer.service);
      showService();
    }
    halfhour.drawAnswer(answer);
    halfhour.showPlace(answer.map.at);
    show();
  };
  /** @param {ServedAnswer} answer */
  const leave = (answer) => {
    kept = kept.filter((one) => one !== answer);
    if (latest === answer) latest = null;
    const rest = answers();
    if (now === answer) now = rest[rest.length - 1] || null;
    if (now) choose(now);
    else {
      halfhour.clearAnswer();
      show();
    }
  };

  /** @type {(parent: HTMLElement, answer: ServedAnswer) => void} */
  const downloads = (parent, answer) => {
    const line = element("p", t("Save the memo:") + " ", parent, { className: "downloads" });
    files().filter(([file]) => file !== "check.pdf" || halfhour.data().pdf).forEach(([file, words]) => {
      const link = element("a", words, line, { href: "/api/checks/" + encodeURIComponent(answer.id) + "/" + file + "?lang=" + halfhour.lang(), download: "" });
      link.className = "small";
    });
  };

  /** @type {(parent: HTMLElement, answer: ServedAnswer) => void} */
  const saveForm = (parent, answer) => {
    if (answer.saved) {
      element("p", t("In the register: {check}", { check: answer.id }), parent, { className: "saved" });
      return;
    }
    const form = element("form", "", parent, { className: "save" });
    const [project, applicant, note] = [t("Project"), t("Applicant"), t("Remark")].map((label) => element("input", "", element("label", label + " ", form), { maxLength: 1000, autocomplete: "off" }));
    element("button", t("Put into the register"), form, { className: "small" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      halfhour.save(answer, { project: project.value, applicant: applicant.value, note: note.value }).then(() => {
        answer.saved = true;
        tell(t("Check {check} is in the register.", { check: answer.id }));
        show();
      }).catch((/** @type {Error} */ error) => tell(error.message, true));
    });
  };

  const show = () => {
    const box = part("answer"), head = part("answer-head"), tail = part("answer-tail");
    part("answer-box").hidden = !now;
    halfhour.writeComparison(part("comparison"), answers(), now, choose, leave);
    [box, head, tail].forEach((one) => { one.textContent = ""; });
    if (!now) return;
    const answer = now;
    element("h2", titleOf(answer) + ": " + answer.name, head);
    element("p", t("Check {check}", { check: answer.id }), head, { className: "caption" });
    halfhour.writeAnswer(box, answer);
    downloads(tail, answer);
    saveForm(tail, answer);
    if (!kept.includes(answer) && kept.length < KEPT_MAX) {
      element("button", t("Keep it beside the next place"), tail, { type: "button", className: "small keep" }).addEventListener("click", () => {
        kept = kept.concat(answer);
        show();
        tell(t("Now click another place."));
      });
    }
  };

  // Whoever clicks has the map as they want it; a place from elsewhere is shown.
  /** @type {(where: Record<string, unknown>, name: string, clicked?: boolean) => void} */
  const ask = (where, name, clicked = false) => {
    const number = ++asks, service = halfhour.service();
    let question;
    try {
      question = { ...halfhour.wanted(), ...where };
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true);
      return;
    }
    pending = null;
    tell(t("Checking …"));
    halfhour.sent("/api/checks", question).then((/** @type {ServedAnswer} */ answer) => {
      if (number !== asks) return;
      const place = answer.map.at.map((degrees) => String(Number(degrees.toFixed(5)))).join(", ");
      tell("");
      latest = { ...answer, name: name || place, service, saved: false };
      choose(latest);
      if (!clicked) halfhour.showAround(answer.map);
      part(kept.length ? "comparison" : "answer-box").scrollIntoView({ block: "start" });
    }).catch((/** @type {Error & { code?: string }} */ error) => {
      if (number !== asks) return;
      if (error.code !== "not_ready") {
        tell(error.message, true);
        return;
      }
      pending = () => ask(where, name, clicked);
      watchStudy();
      tell(t("{service} is still being prepared; the answer comes by itself.", { service: serviceTitle(halfhour.data().services[service].name) }));
    });
  };

  /** @type {Halfhour["checkPlace"]} */
  const checkPlace = ([lat, lon], name) => {
    try {
      halfhour.wanted();
    } catch {
      halfhour.keepPlace([lon, lat]);
    }
    ask({ at: [lon, lat], crs: "wgs84" }, name || "", true);
  };

  /** @param {File} file */
  const checkFile = (file) => halfhour.readParcel(file)
    .then(({ shape, crs }) => ask({ parcel: shape, crs: crs || halfhour.crsWanted() }, file.name.replace(/\.(geo)?json$/i, "")))
    .catch((/** @type {Error} */ error) => tell(error.message, true));

  const checkTyped = () => {
    try {
      ask(halfhour.placeTyped(), "");
    } catch (error) {
      tell(/** @type {Error} */ (error).message, true);
    }
  };

  // Until all services are ready their states are asked for again, and what waits for one is asked then.
  /** @type {Halfhour["watchStudy"]} */
  const watchStudy = () => {
    if (watching) return;
    watching = true;
    const look = () => halfhour.asked("/api/study").then((/** @type {{ services: { name: string, state: string, problem: string }[] }} */ study) => {
      states = {};
      study.services.forEach(({ name, state }) => { states[name] = state; });
      halfhour.fillForm(states);
      const open = study.services.filter(({ state }) => state === "waiting" || state === "preparing");
      const own = study.services[halfhour.service()];
      part("preparing").textContent = open.length ? t("Being prepared: {services}", { services: open.map(({ name }) => serviceTitle(name)).join(t(", ")) }) : "";
      if (own && own.state === "failed") {
        pending = null;
        tell(own.problem, true);
      }
      if (pending && own && own.state === "ready") pending();
      if (open.length) setTimeout(look, POLL_MS);
      else watching = false;
    }).catch((/** @type {Error} */ error) => {
      watching = false;
      tell(error.message, true);
    });
    look();
  };

  const changeService = () => {
    pending = null;
    now = null;
    latest = null;
    halfhour.clearAnswer();
    showService();
    halfhour.map.closePopup();
    show();
  };

  halfhour.begin = (map) => {
    halfhour.data().services.forEach(({ name }) => { states[name] = "waiting"; });
    halfhour.fillForm(states);
    halfhour.startForm({ place: checkTyped, file: checkFile, service: changeService });
    halfhour.startRegister();
    halfhour.search(map);
    halfhour.startSites();
    showService();
    halfhour.onLang(() => {
      halfhour.fillForm(states);
      tell("");
      show();
    });
    show();
    watchStudy();
  };
  halfhour.openAt = (_, { lat, lng }) => checkPlace([lat, lng]);
  halfhour.fly = (number) => {
    const site = halfhour.data().services[halfhour.service()].sites[number], at = L.latLng(site.at[0], halfhour.unwrap(site.at[1]));
    halfhour.map.setView(at, Math.max(halfhour.map.getZoom(), 14), { animate: false });
    halfhour.tellAt(halfhour.map, at, halfhour.siteTold(site));
  };
  halfhour.searchHint = () => t("Search: site, unit, place, lat, lon");

  Object.assign(halfhour, { checkPlace, serviceTitle, watchStudy });
})();
