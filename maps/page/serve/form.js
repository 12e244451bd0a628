// What is asked: the service and what would stand there, and the place as it is typed or in a file.
"use strict";
(() => {
  const { t, element, part } = halfhour;
  const DATUMS = ["wgs84", "gcj02", "bd09"];
  const EPSG = /^(?:epsg:)?\s*(\d{4,6})$/i;
  // As this page writes numbers: 5,000 are five thousand places, not five.
  const THOUSANDS = /^[1-9]\d{0,2}(?:[,\s]\d{3})+(?:\.\d+)?$/;
  const NUMBERS = /^\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*$/;

  /** @param {string} id */
  const input = (id) => /** @type {HTMLInputElement} */ (part(id));
  /** @param {string} id */
  const select = (id) => /** @type {HTMLSelectElement} */ (part(id));

  /** @type {Halfhour["service"]} */
  const service = () => Math.max(0, select("service").selectedIndex);
  /** @type {Halfhour["setService"]} */
  const setService = (number) => {
    select("service").selectedIndex = number;
    fitFields();
  };
  const chosen = () => halfhour.data().services[service()];

  /** @type {(id: string) => number | undefined} */
  const numberIn = (id) => {
    const text = input(id).value.trim();
    if (!text || part(id + "-line").hidden) return undefined;
    const plain = text.normalize("NFKC"), number = Number(THOUSANDS.test(plain) ? plain.replace(/[,\s]/g, "") : plain.replace(",", "."));
    if (!Number.isFinite(number) || number < 0) throw new Error(t("{value} is no number of 0 or more.", { value: text }));
    return number;
  };

  /** @type {Halfhour["wanted"]} */
  const wanted = () => {
    const { name, tiers, tier_needed, counts_places, limit_max } = chosen();
    /** @type {CheckWanted} */
    const asked = { service: name };
    if (tiers.length && select("tier").value) asked.tier = select("tier").value;
    else if (tier_needed) throw new Error(t("The tiers of this service are reached in different ways: choose one."));
    const limit = numberIn("limit"), capacity = numberIn("capacity");
    if (limit && limit > limit_max) throw new Error(t("Travel times are known up to {limit} minutes: choose a smaller limit.", { limit: String(limit_max) }));
    if (limit && !Number.isInteger(limit)) throw new Error(t("The limit is in whole minutes."));
    if (limit) asked.limit_min = limit;
    if (counts_places) {
      if (input("unlimited").checked) asked.capacity = "unlimited";
      else if (capacity === undefined) throw new Error(t("This service counts places: say how many the site would have."));
      else asked.capacity = capacity;
    }
    return asked;
  };

  /** @type {Halfhour["crsWanted"]} */
  const crsWanted = () => {
    const { value } = select("crs");
    if (DATUMS.includes(value)) return value;
    const code = EPSG.exec(input("epsg").value.trim());
    if (!code) throw new Error(t("Give the code of the coordinate system, such as EPSG:4549."));
    return "EPSG:" + code[1];
  };

  /** @type {Halfhour["placeTyped"]} */
  const placeTyped = () => {
    const text = input("at").value.trim(), crs = crsWanted();
    if (!text) throw new Error(t("Type coordinates, choose a file, or click the map."));
    if (!DATUMS.includes(crs)) {
      const numbers = NUMBERS.exec(text);
      if (!numbers) throw new Error(t("Write easting, then northing, in metres."));
      return { at: [Number(numbers[1]), Number(numbers[2])], crs };
    }
    const [found] = halfhour.placesWritten(text);
    if (!found) throw new Error(t("These are no coordinates: write longitude and latitude, such as 119.52, 39.91."));
    return { at: [found.at[1], found.at[0]], crs };
  };

  // A place that was clicked before the form was full is asked with the button, and need not be clicked again.
  /** @type {Halfhour["keepPlace"]} */
  const keepPlace = ([lon, lat]) => {
    input("at").value = lon.toFixed(6) + ", " + lat.toFixed(6);
    select("crs").value = "wgs84";
    fitFields();
  };

  const fitFields = () => {
    const { tiers, counts_places, limit, limit_unit, limit_max } = chosen(), tier = select("tier"), kept = tier.value;
    part("tier-line").hidden = !tiers.length;
    tier.textContent = "";
    element("option", t("not named"), tier, { value: "" });
    tiers.forEach(({ name, title }) => element("option", title[halfhour.lang()], tier, { value: name }));
    tier.value = tiers.some(({ name }) => name === kept) ? kept : "";
    part("capacity-line").hidden = !counts_places;
    part("limit-line").hidden = limit_unit !== "min";
    input("limit").placeholder = String(limit);
    input("limit").max = String(limit_max);
    part("epsg-line").hidden = DATUMS.includes(select("crs").value);
    input("capacity").disabled = input("unlimited").checked;
  };

  /** @type {Halfhour["fillForm"]} */
  const fillForm = (states) => {
    const list = select("service"), at = service();
    list.textContent = "";
    halfhour.data().services.forEach(({ name, title }) => {
      const said = title[halfhour.lang()];
      element("option", states[name] === "ready" ? said : states[name] === "failed" ? t("{service} (failed)", { service: said }) : t("{service} (being prepared)", { service: said }), list, { value: name });
    });
    list.selectedIndex = at;
    fitFields();
  };

  /** @type {Halfhour["startForm"]} */
  const startForm = (on) => {
    part("check-form").addEventListener("submit", (event) => {
      event.preventDefault();
      on.place();
    });
    input("parcel").addEventListener("change", () => {
      const [file] = Array.from(input("parcel").files || []);
      if (file) on.file(file);
      // So that the same file can be chosen again.
      input("parcel").value = "";
    });
    select("service").addEventListener("change", () => { fitFields(); on.service(); });
    select("crs").addEventListener("change", fitFields);
    input("unlimited").addEventListener("change", fitFields);
  };

  Object.assign(halfhour, { service, setService, wanted, crsWanted, placeTyped, keepPlace, fillForm, startForm });
})();
