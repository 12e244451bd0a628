// What Python writes for the page of a plan (maps/plan_page), and the layers that its map asks for.

interface Level {
  level: string;
  /** What it is called. */
  title: Said;
  ids: string[];
  names: string[];
  /** The unit of each cell, -1 outside of every unit. */
  of: Packed;
}

interface CellData {
  count: number;
  lon: Packed;
  lat: Packed;
  people: Record<string, Packed>;
  /** By group the whole number by which people are multiplied and rounded. */
  parts: Record<string, number>;
  levels: Level[];
  near_ids: string[];
  near_names: string[];
  served_now: Packed;
  breaks: number[];
  /** Metres between neighbouring cells. */
  spacing: number;
  now_site: Packed;
  now_cost: Packed;
  now_reason: Packed;
  then_site: Packed;
  then_cost: Packed;
  then_reason: Packed;
}

interface Site {
  id: string | number;
  name: string;
  at: Place;
  cost: number | null;
}

/** By selectable limit a shorter and a longer one, and the classes that end there; -1 where pairs do not go so far. */
interface NearData {
  percent: string;
  lower: number[];
  upper: number[];
  lower_classes: number[];
  upper_classes: number[];
  /** The cost at which a table of travel times ends. */
  known: number | null;
}

interface ReachData {
  /** Costs at which classes end, and the limits that can be chosen. */
  ends: number[];
  limits: number[];
  limit_classes: number[];
  near: NearData | null;
  pairs: Packed;
  cells: string;
  classes: string;
}

/** Places of the sites, where they count. */
interface PlacesData {
  assignment: "system" | "closest";
  /** Places that one person takes, by group; groups without one are counted by reach alone. */
  need: Record<string, number>;
  /** Null where a site has places for everybody. */
  capacity: (number | null)[];
  parts: Record<string, number>;
  now: Packed;
  then: Packed;
  rows: Packed;
  /** By pair its travel in ticks, or its rank; null where there are too many pairs. */
  order: Packed | null;
}

interface YearData {
  names: number[];
  /** For each site that the plan opens the position of its year. */
  of: number[];
  people: ({ counts: Packed; parts: number } | null)[];
  /** For today and each year the existing sites that are not open yet, where there are some. */
  unopened?: number[][];
}

/** Equal neighbours as one value and how often it comes. */
interface Runs {
  values: string;
  lengths: string;
}

interface SurfaceData {
  /** In a world 256 wide. */
  west: number;
  north: number;
  pixel: number;
  rows: number;
  columns: number;
  ends: number[];
  ring: number;
  today: Runs;
  plan: Runs;
}

/** Ways of cells to their nearest sites, as segments that ways share: see maps/plan_page/ways.py. */
interface WaysData {
  digits: number;
  steps_a_unit: number;
  all: boolean;
  classes: string[];
  onward: string;
  cost: string;
  left: string;
  of: Packed;
  sizes: string;
  steps: string;
  now: Packed;
  then: Packed;
}

interface PageData extends CommonData {
  mode: Words;
  service: Words;
  /** An amount of money as it is said: "{amount}" and perhaps its unit. */
  money: Words;
  format: string;
  services: string[];
  reasons: string[];
  snap: Message | null;
  cells: CellData;
  sites: Site[];
  reach: ReachData;
  places: PlacesData | null;
  plan: {
    limit: number;
    group: string;
    level: string;
    opened: number[];
    existing: number[];
    years: YearData | null;
    /** People newly served by each of `opened`. */
    gains: number[];
    /** What is proven of the plan, as a sentence in each language. */
    proof: Words;
    /** How each open site stands, where the page cannot count it itself; else null. */
    loads: SiteLoad[] | null;
  };
  /** Of which year the people are, where that is known. */
  year: number | null;
  surface: SurfaceData;
  /** None where travel times were computed elsewhere. */
  ways: WaysData | null;
}

interface CellLayerData extends LayerData {
  state: "gap" | "no_place" | "new" | "gap_today" | "served_today";
  colours: string[];
}

interface SurfaceLayerData extends LayerData {
  look: "rings" | "surface";
}

interface CatchmentData extends LayerData {
  colours: string[];
}

/** A polygon with its popup. */
interface Feature {
  polygons: Polygons[number][];
  popup: Popup & { title: string; note: Message };
}

interface ShapesData extends LayerData {
  pane: string;
  digits: number;
  features: (Feature & { style: L.PathOptions })[];
}

interface SharesData extends LayerData {
  level: string;
  digits: number;
  features: (Feature & { popup: { unit: UnitKey } })[];
  /** From the lowest class to the highest. */
  colours: string[];
  nobody: string;
}

interface GapCircleData extends LayerData {
  level: string;
}

interface MarkData {
  at: Place;
  id?: string;
  popup: Popup;
}

/** Sites that are drawn as signs: corners of each shape by its name, and how large they are from afar. */
interface SignsData extends LayerData {
  kind: "existing" | "candidate";
  marks: (MarkData & { sign: string })[];
  signs: Record<string, Place[]>;
  size: number;
  /** Its sign and words in the legend, and whether tiers have layers of their own. */
  legend: { path: string; words: Words; tiers: boolean };
}

interface PinsData extends LayerData {
  kind: "proposed";
  marks: (MarkData & { order: number })[];
}

interface TilesData extends LayerData {
  urls: string[];
  servers: string;
  zoom_max: number;
  shifted: boolean;
  attribution: string;
  name: string;
}
