// What the scripts of a plan's page give each other.

/** What is set in the page. */
interface State {
  /** Numbers of the limit and of the level of units, and the step of the years. */
  limit: number;
  group: string;
  level: number;
  step: number;
  /** 1 for each site that is open, else 0. */
  open: number[];
}

interface ChoiceFigures {
  total: number;
  served: number;
  gap: number;
  share: number | null;
  today: { served: number; gap: number; share: number | null };
  toPlan: number;
  worst: { id: string; name: string; share: number } | null;
  cost: number;
  opened: number;
  closed: number;
  places: { now: PlacesFigures; today: PlacesFigures } | null;
}

/** What the headline says: people with a place where places count, else people in reach. */
interface Headline {
  total: number;
  served: number;
  gap: number;
  share: number | null;
  today: { served: number; gap: number; share: number | null };
  /** People gained since today, and the part of today's gap that they close; null where there was none. */
  more: number;
  closes: number | null;
  /** Whether the people who are served have a place, and the share in reach where that is another. */
  places: boolean;
  within: number | null;
}

type FigureRow = [key: string, label: string, value: string, today?: string];

/** A site that is open and was not there before, and whom it adds to those before it in the list. */
interface NewSite {
  site: number;
  /** Its place in the plan's order, from 1; 0 for a site that was chosen in the page. */
  order: number;
  /** Null as long as it is not counted. */
  adds: number | null;
}

interface PlacesFigures {
  within: number;
  noPlace: number;
  used: number;
  /** Null where a site has places for everybody. */
  total: number | null;
}

/** Sites of each cell, one after the other from `indptr`, as positions among the open ones. */
interface PlacePairs {
  indptr: Uint32Array;
  site: Uint16Array;
  rank: Uint32Array;
}

/** People are whole parts of a person. */
interface PlacesAsked {
  open: number[];
  bound: number;
  weight: Float64Array;
  parts: number;
  group: string;
}

interface PlacesFound {
  open: number[];
  /** By cell the people with a place, and the site of most of them or -1; by open site its people. */
  placed: Float64Array;
  main: Int32Array;
  load: Float64Array;
  served: number;
  reach: PlacePairs;
  asked: PlacePairs;
  flow: Float64Array;
}

/** What is said of an open site with places. */
interface SiteLoad {
  /** -1, with a name, for a site that is not in the page. */
  site: number;
  name?: string;
  places: number | null;
  used: number;
  turned: number;
  more: number;
}

/** And what the page alone counts. */
interface CountedLoad extends SiteLoad {
  people: number;
  within: number;
}

interface Places {
  assign(asked: PlacesAsked): PlacesFound;
  loads(found: PlacesFound, asked: { weight: Float64Array; parts: number; group: string }): CountedLoad[];
  parts: Record<string, number>;
  counts(group: string): boolean;
  most(site: number, group: string, parts: number): number;
  closest: boolean;
}

/** A site that is not open, and the people whom it would add. */
interface Addition {
  i: number;
  site: Site;
  people: number;
}

interface Transport {
  indptr: ArrayLike<number>;
  site: ArrayLike<number>;
  cost: ArrayLike<number>;
  supply: ArrayLike<number>;
  capacity: ArrayLike<number>;
}

/** Who is served by the sites that are open; `first` is the state that the page opens with. */
interface Model extends Counts {
  first: State;
}

/** Counted anew only where a site changes. */
interface Counts {
  size: number;
  sites: Site[];
  starts: Uint32Array;
  cells: Uint32Array;
  classes: Uint8Array;
  existing: Uint8Array;
  hits: Uint16Array;
  open(site: number): boolean;
  planned(site: number): boolean;
  weight(cell: number): number;
  weighted(): string;
  version(): number;
  today(cell: number): boolean;
  lastStep: number;
  standing(step: number): Uint8Array;
  stepOf(site: number): number;
  later(site: number): boolean;
  ownPeople(): boolean;
  state(): State;
  set(state: Omit<State, "open"> & { open: ArrayLike<number> }): void;
  toggle(site: number): void;
  adds(site: number): number;
  servedWith(chosen: ArrayLike<number>): number;
  atMost(site: number): number;
  places(): boolean;
  placedByPython(side: Side): number | null;
  parts(): number;
  served(cell: number, side: Side): number;
  missing(cell: number, side: Side): number;
  assignment(side: Side): PlacesFound | null;
  load(site: number): CountedLoad | null;
  servedByUnit(level: number, side: Side): Float64Array;
  sumByUnit(level: number, member: (cell: number) => boolean): Float64Array;
  unitOf(level: number): Numbers;
  figures(): ChoiceFigures;
  nearest(cell: number): { site: number; upTo: number } | null;
  isPlan(): boolean;
  isStep(): boolean;
  isToday(): boolean;
}

/** People served who are not at speeds somewhat lower, and not served who are at higher ones; null where not known. */
interface NearFigures {
  lost: number;
  gained: number | null;
}

interface NearLimit {
  choice: NearFigures;
  today: NearFigures;
  /** Whether the page has the costs of the chosen sites as far as it takes. */
  told: boolean;
}

type Side = "today" | "choice";

interface Compare {
  start(map: L.Map): void;
  set(mode: Side | "swipe"): void;
  move(part: number): void;
  sides(): Side[];
  sideAt(x: number): Side;
  sideOf(latlng: L.LatLng): Side;
  mode(): Side | "swipe";
  onChange(listener: (what: "mode" | "bar") => void): void;
  follow(node: HTMLElement | SVGElement, side: Side): void;
}

interface SliderOptions {
  label: string;
  ticks: string[];
  say(step: number): string;
  change(step: number): void;
}

interface Slider {
  box: HTMLElement;
  head: HTMLElement;
  input: HTMLInputElement;
  set(step: number): void;
  step(): number;
  last: number;
}

/** What the panel fills anew. */
interface ExplorerParts {
  limit: Slider;
  year: Slider | null;
  group: HTMLSelectElement;
  level: HTMLSelectElement;
  table: HTMLElement;
  more: HTMLElement;
  note: HTMLElement;
  units: { fill(): void };
  status: HTMLElement;
  next: HTMLElement;
}

/** A choice as the page exports it: see docs/maps.md. */
interface Exported {
  format: string;
  service: string;
  limit_min: number | null;
  limit_m: number | null;
  group: string;
  level: string | null;
  year: number | null;
  open_sites: (string | number)[];
  closed_sites: (string | number)[];
  people_total: number;
  served: number;
  share: number | null;
  gap: number;
  served_today: number;
  share_today: number | null;
  gap_today: number;
  people_gained: number;
  gap_closed: number | null;
  worst_unit: string | null;
  worst_unit_share: number | null;
  cost: number | null;
  served_more_than_plan: number;
}

interface Choice {
  write(): string;
  read(text: string): { state: State; unknown: string[]; lang: string };
  exported(): Exported;
}

/** The view in the address. */
interface ViewWords {
  begin(map: L.Map, changed: () => void): void;
  /** Empty where everything is seen as the page opens. */
  write(): string;
  /** Shows what an address says, and returns its words that the page does not know. */
  read(text: string): string[];
}

interface Halfhour {
  view: ViewWords;

  // limits.js
  /** In words, with the mode of travel; and as a short number, in minutes or metres. */
  limit(amount: number): string;
  limitNumber(amount: number): string;

  // near_limit.js
  /** None where the study does not ask for it. */
  nearLimit(): NearLimit | null;
  /** What the two figures are called. */
  nearWords(): [lost: string, gained: string];

  compare: Compare;
  choice: Choice;

  // transport.js, places.js
  pairCost(ticks: number, cell: number, site: number): number;
  transport(asked: Transport): Float64Array;
  makePlaces(data: PageData, reach: { starts: Uint32Array; cells: Uint32Array; classes: Uint8Array }): Places | null;

  // reasons.js
  tellCell(cell: number, side: Side): Popup & { reason?: Message };
  offRoad(cell: number): boolean;

  // sliders.js
  slider(parent: HTMLElement, key: string, options: SliderOptions): Slider;
  playButton(slider: Slider, change: (step: number) => void): HTMLButtonElement;

  // figures_table.js
  /** A difference with its sign. */
  signed(people: number): string;
  tellFigures(table: HTMLElement, more: HTMLElement): void;

  // headline.js, build_list.js, proof.js, site_places.js
  headline(): Headline;
  /** The group of the moment, of which year, where that is known. */
  whose(): string;
  /** Fills the parts of the panel that answer what the page is about. */
  tellHeadline(): void;
  tellBuild(): void;
  fitBuild(): void;
  money(amount: number): string;
  /** Null for a site that is not new, or not counted yet. */
  addedBy(site: number): { adds: number; share: number | null } | null;
  addedTable(site: number, popup: HTMLElement): void;
  tellProof(): void;
  /** The candidate that would add most next; null where none would add anybody. */
  tellNext(best: Addition | null): void;
  tellSitePlaces(): void;

  // place_words.js, next.js
  placesRows(found: ChoiceFigures["places"]): [key: string, label: string, value: string, today: string][];
  placesNote(): string;
  loadTable(load: SiteLoad, popup: HTMLElement): void;
  suggest(box: HTMLElement): void;

  // explorer.js
  explore(map: L.Map): void;
  toggle(site: number): void;
}
