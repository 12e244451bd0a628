// Files with a parcel: GeoJSON, read in the browser; only the boundary leaves it.
"use strict";
(() => {
  const { t } = halfhour;
  const BYTES_MAX = 5e6;
  const AREAS = ["Polygon", "MultiPolygon"];

  // An older GeoJSON names its CRS: urn:ogc:def:crs:EPSG::4549, EPSG:4549, or CRS84 for longitude and latitude.
  /** @param {any} document_ @returns {string} */
  const crsOf = (document_) => {
    const named = document_ && document_.crs && document_.crs.properties && String(document_.crs.properties.name || "");
    if (!named || /CRS84$/i.test(named)) return "";
    const code = /EPSG:(?:[\d.]*:)?(\d{4,6})$/i.exec(named);
    if (!code) throw new Error(t("The file names a coordinate system that is not known here: {name}.", { name: named.slice(0, 100) }));
    return "EPSG:" + code[1];
  };

  /** @param {any} value @returns {any[]} */
  const shapesOf = (value) => {
    if (!value || typeof value !== "object") return [];
    if (value.type === "FeatureCollection") return Array.isArray(value.features) ? value.features.flatMap(shapesOf) : [];
    if (value.type === "Feature") return shapesOf(value.geometry);
    if (value.type === "GeometryCollection") return Array.isArray(value.geometries) ? value.geometries.flatMap(shapesOf) : [];
    return [value];
  };

  /** @type {Halfhour["parcelIn"]} */
  const parcelIn = (text) => {
    let found;
    try {
      // Some programs begin a file with a mark of its encoding.
      found = JSON.parse(text.replace(/^\ufeff/, ""));
    } catch {
      throw new Error(t("The file is no GeoJSON: choose one that a GIS has written."));
    }
    const shapes = shapesOf(found), areas = shapes.filter(({ type }) => AREAS.includes(type));
    if (!areas.length) throw new Error(t("The file holds no polygon: choose the boundary of the parcel."));
    if (areas.length > 1) throw new Error(t("The file holds {number} polygons: one parcel is asked about at a time.", { number: areas.length }));
    const { type, coordinates } = areas[0];
    return { shape: { type, coordinates }, crs: crsOf(found) };
  };

  /** @type {Halfhour["readParcel"]} */
  const readParcel = (file) => new Promise((resolve, reject) => {
    if (file.size > BYTES_MAX) {
      reject(new Error(t("The file is larger than {size} MB: choose one with a single parcel.", { size: BYTES_MAX / 1e6 })));
      return;
    }
    const reader = new FileReader();
    reader.onerror = () => reject(new Error(t("The file cannot be read.")));
    reader.onload = () => {
      try {
        resolve(parcelIn(String(reader.result)));
      } catch (error) {
        reject(error);
      }
    };
    reader.readAsText(file);
  });

  Object.assign(halfhour, { parcelIn, readParcel });
})();
