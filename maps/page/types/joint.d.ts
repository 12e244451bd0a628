// The page of a joint plan: what Python writes for it (maps/joint_page), and what its scripts give each other.

interface JointSite {
  id: string;
  name: string;
  at: Place;
  /** Of a new site its place in the build order, and the people whom it adds. */
  order?: number;
  gain?: number;
  host?: { name: string; at: Place };
}

interface PageData extends CommonData {
  colours: string[];
  services: {
    title: Words;
    colour: string;
    corners: [number, number][];
    cells: { digits: number; lon: Packed; lat: Packed; size_deg: [number, number]; state: Packed; people: Packed; served: Packed };
    sites: JointSite[];
  }[];
}

interface Model {
  sites: JointSite[];
  existing: ArrayLike<number>;
}

interface JointTable {
  lat: Float64Array;
  lon: Float64Array;
  state: Numbers;
  people: Numbers;
  served: Numbers;
  size: [number, number];
}

interface JointCells extends L.Layer {
  canvas: HTMLCanvasElement;
  draw(): void;
}

interface Halfhour {
  // cells.js
  jointTable(service: number): JointTable;
  joint_cells(data: LayerData): L.Layer;
  drawCells(): void;
  cellAt(map: L.Map, latlng: L.LatLng): number;

  // joint.js
  service(): number;
  joint_sites(data: LayerData): L.Layer;
  jointGroup: L.LayerGroup;
  chooseService(service: number): void;
}
