// Layers of a plan's map.

/** What is seen of a sheet: its size in pixels, from a world of 256 to pixels, where its canvas begins in it. */
interface View {
  width: number;
  height: number;
  scale: number;
  origin: L.Point;
  /** Pixels of the canvas in one of the page. */
  dense: number;
}

interface Hit {
  distance: number;
  latlng: L.LatLng;
  what: Popup;
}

interface Sheet {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  /** None while the map has no size. */
  image: ImageData | null;
}

/** A layer that is painted pixel by pixel. */
interface SheetLayer extends L.Layer {
  pane: string;
  className: string;
  sheets: Map<Side, Sheet>;
  corner: L.LatLng;
  refresh(): void;
  animate(event: L.ZoomAnimEvent): void;
  draw(): void;
  sheet(side: Side, width: number, height: number, dense: number): Sheet;
  makeSheet(side: Side): Sheet;
  /** Draws 32-bit pixels, 0 where nothing is. */
  fill(pixels: Uint32Array, view: View, side: Side): void;
  /** What lies at a point of the map's container. */
  nearest?(point: L.Point): Hit | null;
}

/** Where a pixel of a disc is, and how far it is covered (0 to 255). */
type Dot = [dx: number, dy: number, cover: number];

interface CellLayer extends SheetLayer {
  data: CellLayerData;
  colours: number[];
  initialize(data: CellLayerData): void;
  radii(): number[];
  paint(pixels: Uint32Array, view: View, discs: { rank: number; ranks: Uint8Array; dots: Dot[]; member(cell: number): boolean }): void;
}

/** Pixels up to a class: how much of each and its neighbours is (0 to 255), and what it takes from there on average. */
interface Mask {
  last: number;
  cover: Uint8Array;
  cost: Float32Array;
}

/** The study's surroundings as classes of travel cost, and the cost in the middle of each class. */
interface Raster extends Omit<SurfaceData, "today" | "plan"> {
  middle: Float32Array;
  classes: Record<Side, Uint8Array>;
  masks: Record<string, Mask>;
}

/** Colours by steps of cost: what is reached already, what the plan adds; perhaps a line at a limit. */
interface Palette {
  own: number[];
  added: number[];
  step: number;
  limit?: number;
}

interface SurfaceLayer extends SheetLayer {
  data: SurfaceLayerData;
  /** What was drawn last, and the frame in which it will be drawn anew. */
  drawn?: string;
  waiting?: number;
  initialize(data: SurfaceLayerData): void;
  key(): string;
  paint(pixels: Uint32Array, view: View, then: Mask, now: Mask | null, colours: Palette): void;
}

interface CatchmentLayer extends SheetLayer {
  data: CatchmentData;
  colours: number[];
  initialize(data: CatchmentData): void;
  half(): number;
}

/** Pixels to the right and down. */
interface Shift {
  x: number;
  y: number;
}

/** A box to be laid on the map: its place in the map's container, its edges from there, and how far it may be moved. */
interface Spreadable {
  at: Shift;
  box: Box;
  reach: number;
}

/** A proposed site's pin: how far from its place it stands, for which others it stands too, and the line to its place. */
interface SpreadPin {
  layer: L.Marker;
  order: number;
  shift: Shift;
  others: SpreadPin[];
  hidden: boolean;
  leader: [L.Polyline, L.CircleMarker] | null;
}

interface PinsLayer extends L.FeatureGroup {
  pins: SpreadPin[];
  renderer: L.Renderer;
  leave(): void;
  arrange(taken: Box[], frame: Box): Box[];
  lead(pin: SpreadPin, at: Shift): void;
}

/** Squares of the screen at a zoom: that of each cell, their columns and rows, and the number of one or -1. */
interface SquareGrid {
  of: Int32Array;
  column: number[];
  row: number[];
  at(column: number, row: number): number;
}

interface Squares {
  /** Whether cells are too small to be drawn one by one. */
  used(map: L.Map): boolean;
  grid(zoom: number): SquareGrid;
  amount(state: CellLayerData["state"], cell: number, side: Side): number;
  /** People of a state in each square of the grid. */
  sums(state: CellLayerData["state"], side: Side, zoom: number): Float64Array;
  /** Whether there is anybody of a state. */
  any(state: CellLayerData["state"], side: Side): boolean;
  /** People with which the second, third and fourth class begin. */
  breaks(zoom: number): number[];
  paint(layer: CellLayer, map: L.Map, pixels: Uint32Array, view: View, side: Side): void;
  nearest(layer: CellLayer, map: L.Map, point: L.Point): Hit | null;
  /** How wide a square is on the ground, and how wide those of each class are drawn. */
  metres(map: L.Map): number;
  sides: number[];
}

/** Tiles that are laid somewhere else than where they were drawn. */
interface ShiftedLayer extends L.TileLayer {
  _level: { origin: L.Point };
  _getTiledPixelBounds(center: L.LatLng): L.Bounds;
  _getTilePos(coords: L.Point & { z: number }): L.Point;
}

interface CellState {
  site: Numbers;
  cost: Numbers;
  reason: Numbers;
}

/** The nearest open site of a cell, and whether its cost is known exactly or only as a bound. */
interface Nearest {
  site: number;
  cost: number;
  exact: boolean;
}

interface CellTable {
  /** In a world 256 wide. */
  x: Float64Array;
  y: Float64Array;
  rank: Uint8Array;
  breaks: number[];
  spacing: number;
  now: CellState;
  then: CellState;
  latlng(cell: number): L.LatLng;
}

interface Catchments {
  version: number;
  /** The site that serves each cell, or -1; people and cells of each site, and its colour's number. */
  of: Int32Array;
  people: Map<number, number>;
  cells: Map<number, number>;
  colour: Map<number, number>;
}

interface SharesLayer extends L.LayerGroup {
  data: SharesData;
  /** What is drawn of each side, once it was seen. */
  parts: Partial<Record<Side, SharesPart>>;
  initialize(data: SharesData): void;
  part(side: Side): SharesPart;
  colour(share: number | null): string;
  legend(): LegendPart[];
  paint(): void;
}

interface SharesPart {
  units: { layer: L.Polygon; unit: UnitKey }[];
  group: L.LayerGroup;
  renderer: L.Renderer;
}

interface GapCirclesLayer extends L.LayerGroup {
  level: string;
  circles: L.CircleMarker[];
  initialize(data: GapCircleData): void;
  paint(): void;
}

/** A row of the table of units. */
interface UnitRow extends UnitFigures {
  unit: number;
  name: string;
}

interface UnitFigures {
  people: number;
  gap: number;
  unreachable: number;
  share: number | null;
  /** In reach of an open site, without a place. */
  noPlace: number;
}

interface SignMark {
  layer: SignLayer;
  kind: SignsData["kind"];
  size: number;
  site: number | undefined;
  what(): Popup;
}

interface Pin {
  layer: L.Marker;
  kind: "proposed";
  site: number;
  what(): Popup;
}

/** How a sign is drawn in full size. */
type SignLook = L.PathOptions & { radius: number; weight: number };

interface SignsLayer extends L.FeatureGroup {
  members: SignMark[];
  height: number;
  renderer: L.Renderer;
  resize(): void;
}

/** A circle marker in any shape: corners around its middle, none for the circle itself. */
interface SignLayer extends L.CircleMarker {
  options: L.CircleMarkerOptions & { corners?: Place[] };
  _renderer: L.Renderer & { _setPath(layer: L.Path, path: string): void };
}

/** An element of SVG, its attributes, and a text in it. */
type SignShape = [name: "circle" | "path" | "rect" | "text", attributes: Record<string, string | number>, text?: string];
/** Ways once they are read: by segment the one that follows, what remains at both ends, class and vertices. */
interface WayTable {
  onward: Int32Array;
  cost: Float64Array;
  left: Float64Array;
  of: Numbers;
  /** Where the vertices of each segment begin in `x` and `y`. */
  starts: Uint32Array;
  x: Int32Array;
  y: Int32Array;
  now: Numbers;
  then: Uint32Array;
}

/** A cell's way on roads: from the cell to the site, and its cost by class; `off` is what the rest takes, off the roads. */
interface Way {
  line: Place[];
  total: number;
  off: number;
  classes: { name: string; cost: number }[];
}

/** A way as a popup tells of it. */
interface Told {
  side: Side;
  way: Way;
  caption: Message;
}

interface Halfhour {
  squares: Squares;

  // classes.js
  /** Where classes end; the words and the colours of the classes between. */
  classBounds(shares: ArrayLike<number>): number[];
  classWords(bounds: number[]): string[];
  classColours(colours: string[], bounds: number[]): string[];

  // map_legend.js
  sign(shapes: SignShape[], width?: number): SVGElement;
  swatch(colour: string): HTMLElement;
  /** `fill` writes it anew; what keeps clear of it is placed by whoever calls, once all else is written. */
  mapLegend: { begin(map: L.Map): void; fill(): void };

  // pins.js
  makePins(marks: PinsData["marks"], make: (layer: L.Marker, mark: PinsData["marks"][number]) => void): L.Layer;

  // spread.js
  overlap(a: Box, b: Box): boolean;
  movedBox(box: Box, by: Shift): Box;
  /** By item its shift, or null where it has no room: the first item is placed first, all keep clear of what is taken. */
  spread(items: Spreadable[], taken?: Box[], frame?: Box | null): (Shift | null)[];
  /** Whoever joins is asked after each change of the view, by rank (pins 10, places of the gap 20), and returns the boxes that it took. */
  declutter: {
    join(map: L.Map, rank: number, arrange: (taken: Box[], frame: Box) => Box[]): () => void;
    run(): void;
  };

  // ways.js
  /** None where the page has none. */
  wayOf(cell: number, when: "now" | "then"): Way | null;
  drawWays(map: L.Map, ways: CellWays): void;

  // sheets.js
  SheetLayer: Made<SheetLayer, [data: LayerData]>;
  /** A colour as canvases keep it, without alpha. */
  pixelColour(hex: string): number;

  // cells.js
  cells(data: CellLayerData): L.Layer;
  CellLayer: Made<CellLayer, [data: CellLayerData]>;
  cellTable(): CellTable;
  /** Pixels between neighbouring cells. */
  spacingPx(map: L.Map): number;

  // surface.js
  surface(data: SurfaceLayerData): L.Layer;
  SurfaceLayer: Made<SurfaceLayer, [data: SurfaceLayerData]>;
  surfaceKey(look: SurfaceLayerData["look"]): HTMLElement;

  // catchments.js
  catchments(data: CatchmentData): L.Layer;
  catchmentsOf(side: Side, colours: number): Catchments;

  // shapes.js, units.js
  shapes(data: ShapesData): L.Layer;
  shares(data: SharesData): L.Layer;
  gap_circles(data: GapCircleData): L.Layer;
  unitTitle(popup: Feature["popup"]): string;
  unitTable(parent: HTMLElement, map: L.Map): { fill(): void };
  repaintUnits(map: L.Map): void;
  flyToUnit(map: L.Map, level: number, unit: number): void;

  // marks.js
  marks(data: SignsData | PinsData): L.Layer;
  markSite(site: number): void;
  siteNumber(id: string | number | undefined): number | undefined;
  siteMarks: Record<number, SignMark | Pin>;

  // tiles.js
  tiles(data: TilesData): L.Layer;
  toGcj02(lat: number, lon: number): Place;
  fromGcj02(lat: number, lon: number): Place;
}
