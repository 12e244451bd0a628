// What the scripts of both pages give each other.

interface BasemapLayer extends L.LayerGroup {
  data: BasemapData;
  ground?: L.Polygon[];
  /** Those that were seen already. */
  roads: (L.Polyline | undefined)[];
  initialize(data: BasemapData): void;
  credit(): void;
  fit(): void;
}

interface NamedPlace {
  title: string;
  zoom: number;
  latlng: L.LatLng;
  note: Said;
}

/** A box on the map, in pixels of a layer. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface NamesLayer extends L.Layer {
  places: NamedPlace[];
  box: HTMLElement;
  initialize(data: NamesData): void;
  marks(): Box[];
  write(): void;
}

interface LayerListParts {
  map: L.Map;
  box: HTMLElement;
  button: HTMLButtonElement;
  list: HTMLElement;
}

interface ListedLayer {
  layer: L.Layer;
  name: string;
  input: HTMLInputElement | null;
}

/** A sign and what it stands for; a legend's part may have a heading, and an element of its own below. */
interface LegendPart {
  title?: string;
  rows?: [sign: Element, text: string][];
  className?: string;
  below?: HTMLElement;
}

interface Halfhour {
  // words.js
  t(text: string, values?: Values): string;
  show(value: Said): string;
  count(number: number): string;
  percent(share: number | null): string;
  cost(amount: number): string;
  element<K extends keyof HTMLElementTagNameMap>(
    tag: K, text?: string, parent?: Node & ParentNode | null, properties?: Partial<HTMLElementTagNameMap[K]>,
  ): HTMLElementTagNameMap[K];
  part(id: string): HTMLElement;
  setLang(lang: string): void;
  lang(): Lang;
  data(): PageData;
  onLang(listener: () => void): void;
  start(): void;

  // inflate.js
  /** Bytes that were deflated, as many as there were. */
  inflate(source: Uint8Array, size: number): Uint8Array;

  // arrays.js
  bytes(base64: string): Uint8Array;
  unpack(array: Packed): Numbers;
  /** Whole numbers as `packed_steps` writes them, and the same folded, of any sign. */
  wholes(base64: string): number[];
  steps(base64: string): number[];
  /** Longitude in degrees, counted from the middle of the map. */
  unwrap(lon: number): number;

  // frame.js
  map: L.Map;
  ready(): void;

  // layer_list.js
  relabel(): void;
  openLayers(wanted: boolean): void;
  listedLayers(): L.Layer[];
  // paper.js, print.js
  onPaper(node: Element): HTMLElement;
  /** Leaves so many rows of each table, and says how many more there are. */
  cutTables(sheet: HTMLElement, rows: number): void;
  writePaper(): HTMLElement;
  clearPaper(): void;
  /** What a table is called: its caption, or the heading that it stands under. */
  tableTitle(table: Element): string;
  printing(): void;
  /** How the sheets of paper are turned for what the map shows. */
  turned(map: L.Map, bounds: L.LatLngBounds): "landscape" | "portrait";
  /** Leaves as much on the second sheet as it has room for. */
  fitPaper(sheet: HTMLElement): void;

  // access.js
  giveAccess(map: L.Map): void;
  tagLanguages(box: Element): void;
  /** The figures of the moment in a sentence, for screen readers; empty where there are none. */
  heard(): string;

  // What each kind of page may say for itself.
  paperHead(): HTMLElement[];
  paperFacts(): [label: string, value: string][];
  /** Order, name and what it adds, instead of the panel's proposed sites. */
  paperSites(): string[][] | null;
  /** What holds the tables, instead of the panel; their titles are their names. */
  paperTables(): HTMLElement | null;
  makeModel(data: PageData): Model;
  model: Model;
  begin(map: L.Map): void;
  printNote(): string;
  openAt(map: L.Map, latlng: L.LatLng, otherwise: Popup | null): void;
  fly(site: number): void;
  offer(site: number, popup: HTMLElement): void;
  unitRows(unit: UnitKey): [label: string, value: Said][];
  tellWays(ways: CellWays, popup: HTMLElement): void;
  searchHint?(): string;

  // popups.js
  content(what: Popup): HTMLElement;
  tellAt(map: L.Map, latlng: L.LatLng, what: Popup): void;
  focusPopup(map: L.Map, popup: L.Popup): void;
  places: Findable[];

  // polygons.js
  decode(steps: Ring, digits: number): Place[];
  labelled<T extends L.Layer>(layer: T, data: LayerData): T;
  canvasOf(pane: string): L.Canvas;

  // The layers that Python asks for by name: basemap.js, names.js.
  basemap(data: BasemapData): L.Layer;
  names(data: NamesData): L.Layer;

  // pinyin.js
  /** A text as it is compared: small letters without accents. */
  fold(text: string): string;
  /** How near a name or an id is to a folded text, 0 the nearest; -1 if it is something else. */
  closeness(words: string, name: string, id?: string | number): number;

  // coordinates.js
  /** What two angles in a text may mean, the likelier first; how they were read, where that must be said. */
  placesWritten(text: string): { at: Place; order: string }[];
  placesFound(text: string): Findable[];

  // search.js
  search(map: L.Map): void;
  /** What a text finds, the closest first. */
  found(text: string): Findable[];
}
