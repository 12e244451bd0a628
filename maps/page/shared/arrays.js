// Numbers and places as Python packed them.
"use strict";
(() => {
  const TYPES = { u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

  /** @type {(text: string) => Uint8Array} */
  const decoded = (text) => {
    const plain = atob(text), result = new Uint8Array(plain.length);
    for (let i = 0; i < plain.length; i++) result[i] = plain.charCodeAt(i);
    return result;
  };
  // Long arrays are deflated: between two tildes stands how many bytes they have.
  /** @type {Halfhour["bytes"]} */
  const bytes = (text) => {
    if (text[0] !== "~") return decoded(text);
    const end = text.indexOf("~", 1);
    return halfhour.inflate(decoded(text.slice(end + 1)), Number(text.slice(1, end)));
  };
  /** @type {Halfhour["unpack"]} */
  const unpack = ({ type, data }) => new TYPES[type](/** @type {ArrayBuffer} */ (bytes(data).buffer));

  // Whole numbers of seven bits a byte, the highest bit says that more follow.
  /** @type {Halfhour["wholes"]} */
  const wholes = (text) => {
    const packed = bytes(text), result = [];
    for (let at = 0; at < packed.length;) {
      let shift = 1, number = 0, byte;
      do {
        byte = packed[at++];
        number += (byte & 127) * shift;
        shift *= 128;
      } while (byte > 127);
      result.push(number);
    }
    return result;
  };
  // The same of any sign: odd ones are negative.
  /** @type {Halfhour["steps"]} */
  const steps = (text) => wholes(text).map((number) => (number % 2 ? -(number + 1) / 2 : number / 2));

  // Longitudes count from the middle of the map, across the 180th meridian too.
  /** @type {Halfhour["unwrap"]} */
  const unwrap = (lon) => lon - 360 * Math.round((lon - halfhour.data().meridian) / 360);

  Object.assign(halfhour, { bytes, unpack, wholes, steps, unwrap });
})();
