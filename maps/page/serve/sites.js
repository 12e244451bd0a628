// Open sites and candidates of the service of the moment, as dots; a candidate is asked about with a click.
"use strict";
(() => {
  const { t } = halfhour;
  const RING = { radius: 4, color: "#7a5c00", weight: 1.5, fillColor: "#fff6dc", fillOpacity: 0.9 };
  /** @type {L.LayerGroup[]} */
  const groups = [];
  let specks = 0;

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
    const { sites } = halfhour.data().services[halfhour.service()], dot = halfhour.dotStyle(sites.filter(({ existing }) => existing).length, halfhour.map.getZoom());
    specks = /** @type {number} */ (dot.radius);
    sites.forEach((site) => {
      // A speck is too small to be meant by a click, which is for the place below it.
      const at = L.latLng(site.at[0], halfhour.unwrap(site.at[1])), style = site.existing ? { ...dot, interactive: specks > 2 } : RING;
      const mark = L.circleMarker(at, { ...style, pane: "sites", renderer: halfhour.canvasOf("sites"), bubblingMouseEvents: false });
      mark.bindPopup(() => halfhour.content(told(site))).addTo(groups[site.existing]);
    });
  };

  // Specks become dots from nearer.
  const startSites = () => halfhour.map.on("zoomend", () => {
    const open = halfhour.data().services[halfhour.service()].sites.filter(({ existing }) => existing);
    if (halfhour.dotStyle(open.length, halfhour.map.getZoom()).radius !== specks) drawSites();
  });

  Object.assign(halfhour, { startSites, serve_existing: layer(1), serve_candidates: layer(0), drawSites, siteTold: told });
})();
