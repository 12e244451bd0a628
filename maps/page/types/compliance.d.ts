// The page of a check against standards: what Python writes for it (maps/compliance_page), and what its scripts give each other.

interface PlaceData {
  id: string;
  name: string;
  level: number;
  /** Without a place on the map it is only listed. */
  at?: Place;
  polygons?: Polygons[number][];
}

interface RuleData {
  id: string;
  title: Words;
  beside: Message | null;
  clause: string;
  basis: number;
  year: number;
  /** The year in which the target falls due, 0 where it is in force or there is none. */
  due: number;
  responsible: string;
  standard: string;
  figure: (number | null)[];
  target: (number | null)[];
  missing: (number | null)[];
  ayear: (number | null)[];
  unit: Packed;
  verdict: Packed;
  counted: Packed;
  lacking: Packed;
  detail: Packed;
}

/** A rule once it is read: arrays by row, and the row of each unit. */
interface Rule extends Omit<RuleData, "unit" | "verdict" | "counted" | "lacking" | "detail"> {
  unit: Numbers;
  verdict: Numbers;
  counted: Numbers;
  lacking: Numbers;
  detail: Numbers;
  of: Map<number, number>;
}

interface PageData extends CommonData {
  digits: number;
  levels: Words[];
  units: PlaceData[];
  services: { title: Words; rules: number[] }[];
  rules: RuleData[];
  texts: Words[];
}

/** There are no sites here. */
interface Model {
  sites: { id: string | number; name: string }[];
  existing: ArrayLike<number>;
}

/** How a verdict, or a number of them, is drawn. */
interface Look {
  sign?: string;
  most?: number;
  words: string;
  fill: string;
  plain: string;
  line: string;
}

interface Tally {
  met: number;
  short: number;
  none: number;
  judged: number;
}

interface Row {
  verdict: number;
  figure: string;
  /** Without a unit that is long. */
  brief: string;
  target: string;
  missing: string;
  due: number;
  ayear: string;
  amount: number;
  detail: string;
}

interface TriangleLayer extends L.CircleMarker {
  options: L.CircleMarkerOptions & { corners?: boolean };
  _renderer: L.Canvas & { _ctx: CanvasRenderingContext2D; _drawing: boolean; _fillStroke(context: CanvasRenderingContext2D, layer: L.Path): void };
}

/** A unit on the map. */
type Drawn = { latlng: L.LatLng } & ({ area: true; layer: L.Polygon } | { area: false; layer: TriangleLayer });

interface Halfhour {
  // verdicts.js
  VERDICTS: Look[];
  NONE: number;
  MET: number;
  SHORT: number;
  showText(value: Said): string;
  verdicts(data: LayerData): L.Layer;
  verdictOf(rule: Rule, unit: number): number;
  showVerdicts(rule: Rule | null, level: number): void;
  markPlace(unit: number): void;
  whereIs(unit: number): Drawn | null;
  frameVerdicts(map: L.Map): void;
  legend(rule: Rule | null, hasPoints: boolean, box: HTMLElement): void;

  // rules.js
  WHOLE: number;
  said(words: Words): string;
  text(number: number): string;
  titleOf(rule: Rule): string;
  unitName(unit: number): string;
  /** The rules of the page, read once. */
  rules(): Rule[];
  tally(unit: number): Tally;
  rowOf(rule: Rule, unit: number): Row;
  badge(row: Pick<Row, "verdict" | "due">, parent: HTMLElement): void;
  facts(row: Row, parent: HTMLElement): void;

  // compliance.js
  unitSaid(unit: number): string;
  choosePlace(unit: number, latlng: L.LatLng | null): void;
}
