// Bytes that Python has deflated (RFC 1951, without a header): browsers themselves inflate only later, not at once.
"use strict";
(() => {
  const MOST_BITS = 15, END = 256;
  // Base and further bits of each code for a length, and for a distance.
  const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  // The symbol that any bits ahead begin with, and above it (four bits) how many bits it takes.
  /** @type {(lengths: ArrayLike<number>) => Uint16Array} */
  const codes = (lengths) => {
    const counts = new Uint16Array(MOST_BITS + 1), next = new Uint16Array(MOST_BITS + 2);
    let most = 1;
    for (let i = 0; i < lengths.length; i++) {
      counts[lengths[i]]++;
      most = Math.max(most, lengths[i]);
    }
    counts[0] = 0;
    for (let bits = 1; bits <= MOST_BITS; bits++) next[bits + 1] = (next[bits] + counts[bits]) << 1;
    const result = new Uint16Array(1 << most);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const bits = lengths[symbol];
      if (!bits) continue;
      let code = next[bits]++, turned = 0;
      for (let i = 0; i < bits; i++, code >>= 1) turned = (turned << 1) | (code & 1);
      for (let at = turned; at < result.length; at += 1 << bits) result[at] = (symbol << 4) | bits;
    }
    return result;
  };

  /** @type {Halfhour["inflate"]} */
  const inflate = (source, size) => {
    const result = new Uint8Array(size);
    let at = 0, hold = 0, held = 0, filled = 0;
    /** @param {number} bits */
    const need = (bits) => {
      for (; held < bits; held += 8) hold |= source[at++] << held;
    };
    /** @param {number} bits */
    const take = (bits) => {
      need(bits);
      const value = hold & ((1 << bits) - 1);
      hold >>>= bits;
      held -= bits;
      return value;
    };
    /** @param {Uint16Array} table */
    const decode = (table) => {
      need(MOST_BITS);
      const found = table[hold & (table.length - 1)], bits = found & 15;
      hold >>>= bits;
      held -= bits;
      return found >> 4;
    };
    const stored = () => {
      // Bytes that were read ahead are read again.
      at -= held >> 3;
      hold = held = 0;
      const length = source[at] | (source[at + 1] << 8);
      result.set(source.subarray(at + 4, at + 4 + length), filled);
      at += 4 + length;
      filled += length;
    };
    const fixed = () => {
      const lengths = new Uint8Array(288).fill(8);
      lengths.fill(9, 144, 256);
      lengths.fill(7, 256, 280);
      return [codes(lengths), codes(new Uint8Array(30).fill(5))];
    };
    const given = () => {
      const symbols = take(5) + 257, distances = take(5) + 1, count = take(4) + 4, own = new Uint8Array(19);
      for (let i = 0; i < count; i++) own[ORDER[i]] = take(3);
      const table = codes(own), lengths = new Uint8Array(symbols + distances);
      for (let i = 0; i < lengths.length;) {
        const symbol = decode(table);
        if (symbol < 16) {
          lengths[i++] = symbol;
          continue;
        }
        const value = symbol === 16 ? lengths[i - 1] : 0, times = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7);
        lengths.fill(value, i, i + times);
        i += times;
      }
      return [codes(lengths.subarray(0, symbols)), codes(lengths.subarray(symbols))];
    };
    for (let last = 0; !last && filled < size;) {
      last = take(1);
      const kind = take(2);
      if (!kind) {
        stored();
        continue;
      }
      const [literals, distances] = kind === 1 ? fixed() : given();
      for (let symbol = decode(literals); symbol !== END; symbol = decode(literals)) {
        if (symbol < END) {
          result[filled++] = symbol;
          continue;
        }
        const length = LENGTHS[symbol - 257] + take(LENGTH_BITS[symbol - 257]), code = decode(distances);
        const back = DISTANCES[code] + take(DISTANCE_BITS[code]);
        for (const stop = filled + length; filled < stop; filled++) result[filled] = result[filled - back];
      }
    }
    return result;
  };

  halfhour.inflate = inflate;
})();
