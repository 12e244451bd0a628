// Places that are written as two angles: in either order, as decimals or degrees, minutes and seconds, in any width of letters.
"use strict";
(() => {
  /** @type {[RegExp, string][]} */
  const SIGNS = [
    [/[纬緯]度/g, " Y "], [/[经經]度/g, " X "],
    // Before other forms are brought together, which takes a degree sign for a letter.
    [/[°º˚⁰度]/g, "°"], [/''|[″”“‶秒]|′′/g, "\""], [/[′’‘´`‵分]/g, "'"], [/[−–﹣]/g, "-"],
  ];
  /** @type {[RegExp, string][]} */
  const WORDS = [
    [/latitude|lat\b/g, " Y "], [/longitude|long?\b|lng\b/g, " X "],
    [/北[纬緯]?|\bnorth\b/g, " N "], [/南[纬緯]?|\bsouth\b/g, " S "], [/东[经經]?|東經?|\beast\b/g, " E "], [/西[经經]?|\bwest\b/g, " W "],
    [/point|geo:/g, " "], [/[()[\]{}=|]/g, " "], [/[,;、。&/]/g, ","],
  ];
  const TOKEN = /\s*(?:([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)|([°'":d])|([nsewxy])(?![a-z])|(,))\s*/gy;
  const DECIMALS = /(\d),(\d)/g;

  /** A number, a mark behind it, the letter of a direction, or a comma.
   * @typedef {{ number?: number, negative?: boolean, whole?: boolean, mark?: string, axis?: string, comma?: boolean }} Token */

  /** @param {string} text */
  const plain = (text) => {
    /** @type {(said: string, [from, to]: [RegExp, string]) => string} */
    const change = (said, [from, to]) => said.replace(from, to);
    // Of ², ① and ½ none is the next digit of the number before it: they stay as they are.
    let said = SIGNS.reduce(change, text).replace(/\P{No}+/gu, (some) => some.normalize("NFKC")).toLowerCase();
    // 39,9; 119,5 and 39,9 119,5 have decimal commas.
    const parts = said.split(/[;\s]+/).map((part) => part.replace(/,$/, ""));
    if (parts.length === 2 && parts.every((part) => /^[+-]?\d+,\d+\D*$/.test(part))) said = parts.join(" ; ").replace(DECIMALS, "$1.$2");
    return WORDS.reduce(change, said).toLowerCase().trim();
  };

  /** @type {(text: string) => Token[] | null} */
  const tokens = (text) => {
    /** @type {Token[]} */
    const list = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const found = TOKEN.exec(text);
      if (!found) return null;
      const [, number, mark, axis, comma] = found;
      if (number) list.push({ number: Number(number), negative: number[0] === "-", whole: !number.includes(".") });
      else if (mark) list.push({ mark });
      else if (axis) list.push({ axis });
      else if (comma && list.length && TOKEN.lastIndex < text.length) list.push({ comma: true });
    }
    return list;
  };

  // Where the second of two angles begins: behind a comma, a direction, or in the middle.
  /** @param {Token[]} list */
  const middle = (list) => {
    const at = list.findIndex((one) => one.comma);
    if (at >= 0) return at;
    const axes = list.flatMap((one, i) => (one.axis ? [i] : []));
    if (axes.length >= 2 && list[0].axis) return axes.find((i) => i > 0 && list[i - 1].axis === undefined) || -1;
    if (axes.length) return axes[0] === 0 || axes[0] === list.length - 1 ? half(list) : axes[0] + 1;
    return half(list);
  };

  /** @param {Token[]} list */
  const half = (list) => {
    const degrees = list.flatMap((one, i) => (one.mark === "°" || one.mark === "d" ? [i - 1] : []));
    if (degrees.length === 2) return degrees[1];
    const numbers = list.flatMap((one, i) => (one.number === undefined ? [] : [i]));
    return numbers.length % 2 || !numbers.length ? -1 : numbers[numbers.length / 2];
  };

  /** @type {(list: Token[]) => { degrees: number, axis: string } | null} */
  const angle = (list) => {
    const numbers = list.filter((one) => one.number !== undefined), axes = list.flatMap((one) => (one.axis ? [one.axis] : []));
    const signs = axes.filter((one) => "nsew".includes(one)), named = new Set(axes.map((one) => ("nsy".includes(one) ? "lat" : "lon")));
    if (!numbers.length || numbers.length > 3 || named.size > 1 || new Set(signs).size > 1 || list.some((one) => one.comma)) return null;
    // Minutes and seconds are below 60, and only the last part has decimals.
    const values = numbers.map((one) => Math.abs(one.number || 0));
    if (numbers.some((one, i) => i > 0 && (one.negative || values[i] >= 60)) || numbers.slice(0, -1).some((one) => !one.whole)) return null;
    const size = values.reduce((sum, value, i) => sum + value / 60 ** i, 0), behind = signs.some((one) => "sw".includes(one));
    return { degrees: (numbers[0].negative !== behind ? -1 : 1) * size || 0, axis: [...named][0] || "" };
  };

  /** @type {(at: Place) => boolean} */
  const inFrame = ([lat, lon]) => {
    const frame = halfhour.data().frame;
    if (!frame) return false;
    const [west, south, east, north] = frame, from = lon + 360 * Math.ceil((west - lon) / 360);
    return from <= east && lat >= south && lat <= north;
  };

  /** @type {Halfhour["placesWritten"]} */
  const placesWritten = (text) => {
    const list = tokens(plain(text));
    if (!list || !list.length) return [];
    const from = middle(list);
    if (from <= 0) return [];
    const first = angle(list.slice(0, from)), second = angle(list.slice(list[from].comma ? from + 1 : from));
    if (!first || !second) return [];
    /** @type {{ at: Place, order: string }[]} */
    const ways = [];
    if (first.axis !== "lon" && second.axis !== "lat") ways.push({ at: [first.degrees, second.degrees], order: "Latitude first: {place}" });
    if (first.axis !== "lat" && second.axis !== "lon") ways.push({ at: [second.degrees, first.degrees], order: "Longitude first: {place}" });
    const possible = ways.filter(({ at: [lat, lon] }) => Math.abs(lat) <= 90 && Math.abs(lon) <= 360), near = possible.filter(({ at }) => inFrame(at));
    const [one, other] = near.length ? near : possible;
    if (!one) return [];
    // Twice the same number is one place.
    if (other && one.at.join() !== other.at.join()) return [one, other];
    return [{ at: one.at, order: one === ways[0] && !first.axis ? "" : one.order }];
  };

  /** @param {number} degrees */
  const size = (degrees) => String(Number(degrees.toFixed(6)));

  /** @type {(at: Place) => Message} */
  const directions = ([lat, lon]) => ["{lat}, {lon}", {
    lat: [lat < 0 ? "{degrees}° S" : "{degrees}° N", { degrees: size(Math.abs(lat)) }],
    lon: [lon < 0 ? "{degrees}° W" : "{degrees}° E", { degrees: size(Math.abs(lon)) }],
  }];

  // What is found: how it was understood is said where it could mean something else.
  /** @type {Halfhour["placesFound"]} */
  const placesFound = (text) => placesWritten(text).map(({ at, order }) => ({
    title: size(at[0]) + ", " + size(at[1]),
    note: order ? [order, { place: directions(at) }] : ["Place"],
    latlng: at,
    // What a click there would tell, is told.
    go: (map) => {
      const latlng = L.latLng(at[0], halfhour.unwrap(at[1]));
      map.setView(latlng, 14, { animate: false });
      halfhour.openAt(map, latlng, null);
    },
  }));

  Object.assign(halfhour, { placesWritten, placesFound });
})();
