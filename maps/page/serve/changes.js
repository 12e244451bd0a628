// What an answer changes on the map: cells in another state, the place, better sites, the farthest village.
"use strict";
(() => {
  const NEAR_ZOOM = 13;
  /** @type {L.LayerGroup | null} */
  let drawn = null;
  /** @type {{ service: number, state: Numbers } | null} */
  let before = null;

  const restore = () => {
    if (before) halfhour.jointTable(before.service).state = before.state;
    before = null;
  };

  /** @type {Halfhour["clearAnswer"]} */
  const clearAnswer = () => {
    restore();
    if (drawn) drawn.remove();
    drawn = null;
    halfhour.drawCells();
  };

  /** @type {Halfhour["drawAnswer"]} */
  const drawAnswer = (answer) => {
    clearAnswer();
    const { service, map: { cells, place, better, farthest } } = answer, table = halfhour.jointTable(service);
    const rows = halfhour.unpack(cells.rows), states = halfhour.unpack(cells.state), state = table.state.slice();
    for (let i = 0; i < rows.length; i++) state[rows[i]] = states[i];
    before = { service, state: table.state };
    table.state = state;
    const group = L.layerGroup();
    if (farthest) halfhour.check_farthest(farthest).addTo(group);
    if (better) halfhour.check_better(better).addTo(group);
    halfhour.check_place(place).addTo(group);
    drawn = group.addTo(halfhour.map);
    halfhour.drawCells();
  };

  /** @type {Halfhour["showPlace"]} */
  const showPlace = ([lat, lon]) => {
    const { map } = halfhour, at = L.latLng(lat, halfhour.unwrap(lon));
    if (!map.getBounds().pad(-0.1).contains(at)) map.setView(at, Math.max(map.getZoom(), NEAR_ZOOM), { animate: false });
  };

  // A place that was typed or came in a file, with the better sites around it.
  /** @type {Halfhour["showAround"]} */
  const showAround = ({ at, better }) => {
    const places = [at, ...(better ? better.sites.map((site) => site.at) : [])].map(([lat, lon]) => L.latLng(lat, halfhour.unwrap(lon)));
    halfhour.map.fitBounds(L.latLngBounds(places).pad(0.2), { animate: false, maxZoom: NEAR_ZOOM });
  };

  Object.assign(halfhour, { clearAnswer, drawAnswer, showPlace, showAround });
})();
