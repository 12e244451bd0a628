// What the page's classes need of Leaflet beyond its public types.
import "leaflet";

declare global {
  /** The methods of a class that extends one of Leaflet's, which see its instance as `this`. */
  type Methods<T> = Partial<Omit<Pick<T, keyof T>, "onAdd" | "onRemove">> & {
    onAdd?(map: L.Map): unknown;
    onRemove?(map: L.Map): unknown;
  } & ThisType<T>;

  /** A class that `extend` has made. */
  interface Made<T, Options extends unknown[]> {
    new (...options: Options): T;
    extend(body: object): any;
  }

}

declare module "leaflet" {
  interface Layer {
    halfhourLabel?: Message;
    /** In which group of the list of layers it is, and what an address calls it. */
    halfhourGroup?: string;
    halfhourKey?: string;
    /** What the legend on the map says of it while it is on. */
    halfhourLegend?: () => LegendPart[];
    _addFocusListenersOnLayer(layer: Layer): void;
  }

  interface Renderer {
    _container: HTMLElement;
  }

  namespace Control {
    interface Layers {
      _layers: { layer: Layer; name: string }[];
      _expandIfNotCollapsed(): this;
      _update(): this;
    }
  }

  interface Map {
    _popup?: Popup;
    _latLngToNewLayerPoint(latlng: LatLng, zoom: number, center: LatLng): Point;
  }

  interface TileLayer {
    _getTiledPixelBounds(center: LatLng): Bounds;
  }

  interface LayerGroup {
    initialize(layers: any): void;
  }

  interface CircleMarker {
    _point: Point;
    _radius: number;
    _empty(): boolean;
    _updatePath(): void;
  }
}
