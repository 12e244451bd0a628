// The page of a server: what Python writes for it (maps/serve_page), what the server answers, and what its scripts give each other.

interface ServedSite {
  id: string;
  name: string;
  at: Place;
  tier: string;
  existing: 0 | 1;
  eligible: boolean;
}

interface PageData extends CommonData {
  colours: string[];
  /** Whether memos can be had as PDF. */
  pdf: boolean;
  services: {
    name: string;
    title: Words;
    tiers: { name: string; title: Words }[];
    tier_needed: boolean;
    counts_places: boolean;
    limit: number;
    limit_unit: "min" | "m";
    limit_max: number;
    cells: { digits: number; lon: Packed; lat: Packed; size_deg: [number, number]; state: Packed; people: Packed; served: Packed };
    sites: ServedSite[];
  }[];
}

interface Model {
  sites: ServedSite[];
  existing: ArrayLike<number>;
}

/** The cells of a service, as joint/cells.js draws them. */
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

/** An error of the server: RFC 9457. */
interface Problem {
  detail: string;
  code: string;
}

interface ToldRows {
  head: string[];
  rows: string[][];
  more: number;
  note: string;
}

/** An answer in the words of the memo. */
interface ToldAnswer {
  obstacles: { forbids: boolean; said: string; clause: string }[];
  verdict: string;
  step: string;
  reasons: string[];
  figures: [label: string, figure: string, note: string][];
  load: string[];
  ranks: string[];
  better: ToldRows;
  overlaps: ToldRows;
  groups: ToldRows;
  units: ToldRows;
  standards: ToldRows;
  farthest: string[];
  decides: string;
}

/** What the map shows of an answer. */
interface AnswerMap {
  at: Place;
  place: CheckPlaceData;
  better: CheckSitesData | null;
  farthest: CheckFarthestData | null;
  /** Rows of cells, counted among those of the page, whose state is another one with the site. */
  cells: { rows: Packed; state: Packed };
}

interface ServedAnswer {
  id: string;
  told: Record<Lang, ToldAnswer>;
  map: AnswerMap;
  /** The service that was asked about, what the place is called, and whether it is in the register: added by the page. */
  service: number;
  name: string;
  saved: boolean;
}

interface RegisterLine {
  check_id: string;
  time: string;
  service: string;
  lon: number;
  lat: number;
  newly_served: number | null;
  verdict: "" | "recommended" | "acceptable" | "not_recommended";
  applicant: string;
  decision: "approved" | "refused" | null;
  decided: string | null;
  reason: string;
}

/** What would stand at a place. */
interface CheckWanted {
  service: string;
  tier?: string;
  capacity?: number | "unlimited";
  limit_min?: number;
}

/** A parcel: type and coordinates, as GeoJSON has them. */
interface ParcelShape {
  type: string;
  coordinates: unknown;
}

interface Halfhour {
  // joint/cells.js
  jointTable(service: number): JointTable;
  joint_cells(data: LayerData): L.Layer;
  drawCells(): void;
  cellAt(map: L.Map, latlng: L.LatLng): number;

  // ask.js
  asked(path: string): Promise<any>;
  sent(path: string, body: unknown): Promise<any>;

  // parcel.js
  parcelIn(text: string): { shape: ParcelShape; crs: string };
  readParcel(file: File): Promise<{ shape: ParcelShape; crs: string }>;

  // sites.js
  serve_existing(data: LayerData): L.Layer;
  serve_candidates(data: LayerData): L.Layer;
  drawSites(): void;
  startSites(): void;
  siteTold(site: ServedSite): Popup;

  // changes.js
  clearAnswer(): void;
  drawAnswer(answer: ServedAnswer): void;
  showPlace(at: Place): void;
  showAround(map: AnswerMap): void;

  // told.js
  scrolling(parent: HTMLElement, title: string): HTMLElement;
  writeAnswer(parent: HTMLElement, answer: ServedAnswer): void;

  // compare.js
  writeComparison(
    parent: HTMLElement, answers: ServedAnswer[], chosen: ServedAnswer | null, choose: (answer: ServedAnswer) => void, leave: (answer: ServedAnswer) => void,
  ): void;
  comparisonRows(answers: ServedAnswer[]): [label: string, values: string[]][];

  // form.js
  service(): number;
  setService(service: number): void;
  /** What would stand there; an error says what is missing. */
  wanted(): CheckWanted;
  crsWanted(): string;
  placeTyped(): { at: [number, number]; crs: string };
  keepPlace(at: [number, number]): void;
  fillForm(states: Record<string, string>): void;
  startForm(on: { place(): void; file(file: File): void; service(): void }): void;

  // register.js
  save(answer: ServedAnswer, names: { project: string; applicant: string; note: string }): Promise<void>;
  startRegister(): void;
  listRegister(): Promise<void>;

  // serve.js
  checkPlace(at: Place, name?: string): void;
  serviceTitle(name: string): string;
  /** Asks how far the server's preparation is until all is ready. */
  watchStudy(): void;
}
