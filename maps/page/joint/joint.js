// The page of a joint plan: sites of all services, people of the one that is chosen.
"use strict";
(() => {
  const SITE_ZOOM = 14, BESIDE_PX = 25;
  const STATES = ["Served today", "Newly served", "Not served", "Not served", "Not served", "Not served", "On no usable road", "No place"];
  let chosen = 0;
  /** @type {Map<string, L.Layer>} */
  const marks = new Map();
  /** @type {L.LayerGroup[]} */
  const standing = [];

  halfhour.service = () => chosen;

  // All sites, those of one service after those of another, so that the search finds each.
  /** @type {{ service: number, number: number }[]} */
  let listed = [];
  halfhour.makeModel = (data) => {
    listed = data.services.flatMap((one, service) => one.sites.map((_, number) => ({ service, number })));
    const sites = listed.map(({ service, number }) => data.services[service].sites[number]);
    return { sites, existing: sites.map((site) => (site.order ? 0 : 1)) };
  };

  /** @type {(service: number, number: number) => Popup} */
  const told = (service, number) => {
    const one = halfhour.data().services[service], site = one.sites[number];
    /** @type {Popup["rows"]} */
    const rows = [["Service", one.title[halfhour.lang()]]];
    if (site.order) rows.push(["Order", site.order], ["People it adds", { people: site.gain || 0 }]);
    if (site.host) rows.push(["Host", site.host.name]);
    return { title: site.name, note: [site.order ? "Proposed site" : "Existing site"], rows };
  };

  // `beside` of those that stand at the same place, as a guest with its host, lie to the left of it.
  /** @type {(corners: [number, number][], colour: string, order: number, beside: number) => L.DivIcon} */
  const pin = (corners, colour, order, beside) => {
    const path = corners.length ? "M" + corners.map(([x, y]) => (16 + 12 * x).toFixed(1) + " " + (16 + 12 * y).toFixed(1)).join("L") + "Z" : "M4 16a12 12 0 1 0 24 0a12 12 0 1 0 -24 0Z";
    const svg = '<svg viewBox="0 0 32 32" width="32" height="32"><path d="' + path + '" fill="' + colour + '" stroke="#fff" stroke-width="2"/>'
      + '<text x="16" y="20.5" text-anchor="middle" font-size="12" font-weight="700" fill="#fff" stroke="#23211e" stroke-width="2.5" paint-order="stroke">' + Number(order) + "</text></svg>";
    return L.divIcon({ className: "mark joint-pin", html: svg, iconSize: [32, 32], iconAnchor: [16 - BESIDE_PX * beside, 16], popupAnchor: [BESIDE_PX * beside, -14] });
  };

  /** @type {Halfhour["joint_sites"]} */
  halfhour.joint_sites = (data) => {
    const group = L.layerGroup();
    /** @type {Map<string, number>} */
    const pins = new Map();
    halfhour.data().services.forEach((one, service) => {
      standing[service] = L.layerGroup();
      one.sites.forEach((site, number) => {
        const at = L.latLng(site.at[0], halfhour.unwrap(site.at[1]));
        const key = site.at.map((degrees) => degrees.toFixed(4)).join(), beside = pins.get(key) || 0;
        if (site.order) pins.set(key, beside + 1);
        if (site.host) L.polyline([at, L.latLng(site.host.at[0], halfhour.unwrap(site.host.at[1]))], { pane: "sites", color: "#23211e", weight: 2, dashArray: "4 3" }).addTo(group);
        /** @type {L.Marker | L.CircleMarker} */
        const mark = site.order
          ? L.marker(at, { icon: pin(one.corners, one.colour, site.order, beside), title: site.name, alt: site.name, zIndexOffset: 1000 - site.order })
          : L.circleMarker(at, { pane: "sites", renderer: halfhour.canvasOf("sites"), radius: 3.5, color: "#ffffff", weight: 1, fillColor: one.colour, fillOpacity: 1 });
        mark.bindPopup(() => halfhour.content(told(service, number)));
        mark.addTo(site.order ? group : standing[service]);
        marks.set(service + " " + number, mark);
      });
    });
    standing[chosen].addTo(group);
    halfhour.jointGroup = group;
    return halfhour.labelled(group, data);
  };

  /** @type {Halfhour["chooseService"]} */
  halfhour.chooseService = (service) => {
    const group = halfhour.jointGroup;
    group.removeLayer(standing[chosen]);
    chosen = service;
    standing[chosen].addTo(group);
    halfhour.map.closePopup();
    halfhour.drawCells();
    press();
  };

  const press = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = document.querySelectorAll("button[data-service]");
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.service) === chosen)));
    /** @type {NodeListOf<HTMLElement>} */
    const parts = document.querySelectorAll("[data-of]");
    parts.forEach((one) => { one.hidden = Number(one.dataset.of) !== chosen; });
  };

  /** @type {(service: number, number: number) => void} */
  const goTo = (service, number) => {
    const { map } = halfhour, site = halfhour.data().services[service].sites[number];
    if (service !== chosen) halfhour.chooseService(service);
    const at = L.latLng(site.at[0], halfhour.unwrap(site.at[1]));
    map.setView(at, Math.max(map.getZoom(), SITE_ZOOM), { animate: false });
    halfhour.tellAt(map, at, told(service, number));
  };

  halfhour.begin = (map) => {
    halfhour.search(map);
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = document.querySelectorAll("button[data-service]");
    buttons.forEach((button) => button.addEventListener("click", () => halfhour.chooseService(Number(button.dataset.service))));
    /** @type {NodeListOf<HTMLElement>} */
    const links = document.querySelectorAll("button[data-go]");
    links.forEach((button) => button.addEventListener("click", () => {
      const [service, number] = String(button.dataset.go).split(" ").map(Number);
      goTo(service, number);
    }));
    press();
  };
  halfhour.fly = (site) => goTo(listed[site].service, listed[site].number);
  halfhour.openAt = (map, latlng) => {
    const cell = halfhour.cellAt(map, latlng);
    if (cell < 0) return;
    const { state, people, served } = halfhour.jointTable(chosen);
    halfhour.tellAt(map, latlng, {
      title: [STATES[state[cell]]], note: halfhour.data().services[chosen].title[halfhour.lang()],
      rows: [["People", { people: people[cell] }], ["Served with the plan", { people: served[cell] }]],
    });
  };
})();
