// Open sites and candidates of the service of the moment, as dots; a candidate is asked about with a click.
"use strict";
(() => {
  const { t } = halfhour;
  const DOT = { radius: 4.5, color: "#ffffff", weight: 1, fillColor: "#12406f", fillOpacity: 1 };
  const RING = { radius: 4, color: "#7a5c00", weight: 1.5, fillColor: "#fff6dc", fillOpacity: 0.9 };
  /** @type {L.LayerGroup[]} */
  const groups = [];

  /** @type {(site: ServedSite) => Popup} */
  const told = (site) => {
    /** @type {Popup["rows"]} */
    const rows = [["Id", site.id]];
    if (site.tier) rows.push(["Tier", site.tier]);
    if (site.existing) return { title: site.name, note: ["Existing site"], rows };
    const act = site.eligible ? { label: t("Check this candidate"), go: () => { halfhour.map.closePopup(); halfhour.checkPlace(site.at, site.name); } } : undefined;
    return { title: site.name, note: site.eligible ? t("Candidate") : t("Candidate that is not eligible"), rows, act };
  };

  /** @type {(existing: number) => Halfhour["serve_existing"]} */
  const layer = (existing) => (data) => {
    const group = L.layerGroup();
    groups[existing] = group;
    return halfhour.labelled(group, data);
  };

  /** @type {Halfhour["drawSites"]} */
  const drawSites = () => {
    groups.forEach((group) => group.clearLayers());
    halfhour.data().services[halfhour.service()].sites.forEach((site) => {
      const at = L.latLng(site.at[0], halfhour.unwrap(site.at[1])), style = site.existing ? DOT : RING;
      const mark = L.circleMarker(at, { ...style, pane: "sites", renderer: halfhour.canvasOf("sites"), bubblingMouseEvents: false });
      mark.bindPopup(() => halfhour.content(told(site))).addTo(groups[site.existing]);
    });
  };

  Object.assign(halfhour, { serve_existing: layer(1), serve_candidates: layer(0), drawSites, siteTold: told });
})();
