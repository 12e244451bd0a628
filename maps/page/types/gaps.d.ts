// The list of gaps: what Python writes for it, and what its scripts give each other.

interface GapData {
  /** Names of areas, and of the units around them, which may be empty. */
  names: string[];
  parts: string[];
  /** The area of each cell. */
  of: Packed;
  /** For each of the cells' `near_ids` its place in the site table. */
  rank: number[];
  /** What the plan was allowed, for the reason why there is no site. */
  infeasible: boolean;
  stopped: boolean;
  forbidden: number[];
  /** Money that is left, the most sites, and the least that a proposed site adds; null where there is none. */
  left: number | null;
  allowed: number | null;
  least: number | null;
  /** The best candidates of the plan's largest gaps, where the page cannot count them itself. */
  told: { area: number; site: number; brings: number; in_all: number; candidates: number; cost: number | null }[] | null;
}

interface PageData {
  gaps: GapData;
}

interface GapArea {
  area: number;
  name: string;
  part: string;
  people: number;
  unserved: number;
  /** Of the unserved those on no usable road, in reach without a place, and all others. */
  noRoad: number;
  noPlace: number;
  beyond: number;
  /** Where the unserved live on average. */
  lat: number;
  lng: number;
}

/** The site that is the nearest of most of the unserved; costs are infinite where they are beyond what the page knows. */
interface GapTravel {
  name: string;
  middle: number;
  most: number;
  exact: boolean;
}

interface BestSite {
  site: number;
  brings: number;
  inAll: number;
  candidates: number;
  cost: number;
}

/** What a closed site could do, by area asked for. */
interface Hope {
  site: number;
  near: Float64Array;
  first: Float64Array;
  all: number;
}

interface GapFigures {
  list(side: Side): GapArea[];
  travel(asked: number[]): Map<number, GapTravel>;
  /** Null where no site is within reach; areas are left out of which nothing is known. */
  best(asked: number[]): Generator<void, Map<number, BestSite | null>, void>;
  isPlan(): boolean;
  of(): Numbers;
  unserved(cell: number, side: Side): number;
}

/** One area, or several that are told together: those of a unit, or near each other. */
interface GapBubble {
  side: Side;
  areas: GapArea[];
  people: number;
  lat: number;
  lng: number;
  unit: string;
}

interface GapBubblesLayer extends L.LayerGroup {
  /** Where they stood last, and what they said. */
  key?: string;
  told?: string;
  leave(): void;
  arrange(taken: Box[], frame: Box): Box[];
  bubbles(frame: Box): GapBubble[];
}

interface Halfhour {
  gapFigures: GapFigures;

  // gaps.js
  gaps: {
    start(map: L.Map): void;
    refresh(): void;
    /** Flies to an area and tells it. */
    show(area: number): void;
    /** What is said of an area on a side of the map. */
    tell(one: GapArea, side: Side): Popup;
    title(one: GapArea): string;
  };

  // gap_bubbles.js
  gap_bubbles(data: LayerData): L.Layer;
}

interface Counts {
  /** By cell the people with a place if one more site were open; null where places are not counted. */
  placedWith(site: number): Float64Array | null;
}
