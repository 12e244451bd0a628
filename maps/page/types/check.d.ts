// The memo of a site check: what Python writes for it beside its cells (maps/check_page), and what its scripts give each other.

/** A place with a popup. */
interface CheckSpot {
  at: Place;
  popup: Popup;
}

interface CheckPlaceData extends LayerData {
  digits: number;
  parcel: Polygons;
  spot: CheckSpot;
}

interface CheckSitesData extends LayerData {
  sites: CheckSpot[];
}

interface CheckFarthestData extends LayerData {
  digits: number;
  spot: CheckSpot;
  way: Ring | null;
}

interface CheckUnitsData extends LayerData {
  digits: number;
  /** By level of units their borders. */
  lines: { rings: Ring[]; weight: number; dash: string }[];
}

interface PageData {
  /** What the states of cells are called. */
  states: string[];
}

interface Halfhour {
  // marks.js
  dotStyle(count: number, zoom: number): L.CircleMarkerOptions;
  check_units(data: CheckUnitsData): L.Layer;
  check_existing(data: CheckSitesData): L.Layer;
  check_better(data: CheckSitesData): L.Layer;
  check_farthest(data: CheckFarthestData): L.Layer;
  check_place(data: CheckPlaceData): L.Layer;
}
