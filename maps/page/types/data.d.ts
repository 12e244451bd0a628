// What Python writes for both kinds of page, and what is said with it. Types are for development: pages do not hold them.

type Lang = "en" | "zh";

/** Words in every language. */
type Words = Record<Lang, string>;

type Numbers = Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Numbers as `packed` writes them: the name of their type, and base64. */
interface Packed {
  type: "u1" | "i2" | "u2" | "i4" | "u4" | "f4" | "f8";
  data: string;
}

/** A figure, which is shown in its own way; a cost is in seconds, or in metres where distance is counted. */
type Figure = { people: number } | { share: number | null } | { cost: number };

interface Values {
  [name: string]: Said;
}

/** A message's English text, and its values by name. */
type Message = [text: string, values?: Values];

/** What can be shown: plain text, a number, a message, or a figure. */
type Said = string | number | Message | Figure | Words;

/** Latitude and longitude in degrees. */
type Place = [lat: number, lon: number];

/** Longitude and latitude of the first vertex, then differences, in whole steps of 10^-digits degrees. */
type Ring = number[];

/** Polygons: for each its outer ring, then its holes. */
type Polygons = Ring[][];

interface UnitKey {
  level: string;
  id: string;
}

/** What a popup says. */
interface Popup {
  title: Said;
  note?: Said;
  rows: [label: string, value: Said][];
  reason?: Message;
  /** A unit whose figures follow the rows. */
  unit?: UnitKey;
  /** The number of a site that can be opened or closed here. */
  site?: number;
  /** Something else that can be done here. */
  act?: { label: string; go(): void };
  /** The ways of a cell, which are told below all else. */
  ways?: CellWays;
}

/** Which ways of a cell are told: today's, and that of the choice: one that Python kept, or none of these. */
interface CellWays {
  cell: number;
  today: boolean;
  choice: "now" | "then" | "other" | null;
}

/** Somewhere that the search finds. */
interface Findable {
  title: string;
  note: Said;
  latlng?: L.LatLng | Place;
  go(map: L.Map): void;
}

interface CommonData {
  /** What the document is called. */
  title?: Words;
  lang: Lang;
  langs: Words;
  words: Record<Lang, Record<string, string>>;
  thousands: Words;
  /** What travel costs are counted in: seconds or metres. */
  unit: "s" | "m";
  /** Longitude of the middle of the map, which others are counted from. */
  meridian: number;
  /** By reading the characters of the page's names that are read so. */
  readings?: Record<string, string>;
  /** West, south, east and north of what the page shows, in degrees. */
  frame?: [west: number, south: number, east: number, north: number];
  paper: PaperData;
}

/** What is printed besides the panel. */
interface PaperData {
  /** South-west and north-east of what the map opens with. */
  corners: Place[];
  /** The file that holds the rows for which a sheet has no room. */
  tables: string;
  credit: Words;
  date: string;
  version: string;
}

/** A layer says its name in the language of the moment. */
interface LayerData {
  label: Message;
  /** In which group of the list of layers it is. */
  group?: string;
}

interface RoadGroup {
  zoom: number;
  style: L.PolylineOptions & { weight: number };
  sizes: Packed;
  steps: string;
}

interface BasemapData extends LayerData {
  attribution: Said;
  land: Polygons[number][];
  water: Polygons[number][];
  digits: number;
  roads: RoadGroup[];
  road_digits: number;
}

interface NamesData extends LayerData {
  digits: number;
  names: string[];
  kinds: (string | Message | Words)[];
  /** For each kind whether another layer finds it. */
  drawn: number[];
  kind: Packed;
  zoom: Packed;
  lon: Packed;
  lat: Packed;
  /** In which of the units each place lies, from 1; 0 for none. */
  within: Packed;
  units: string[];
}
