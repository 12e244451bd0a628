// Words and numbers in the language of the moment. Texts from data reach the page through textContent only.
"use strict";
const halfhour = /** @type {Halfhour} */ ({});
(() => {
  /** @type {PageData} */
  let data;
  /** @type {Lang} */
  let lang = "en";
  /** @type {(() => void)[]} */
  const listeners = [];

  // Halves go to the even digit, as they do in Python; only quarters are halves of a tenth exactly.
  /** @param {number} n */
  const tenths = (n) => {
    const low = Math.floor(10 * n);
    return Math.abs(4 * n) % 2 === 1 ? ((low % 2 === 0 ? low : low + 1) / 10).toFixed(1) : n.toFixed(1);
  };

  // Sums of decimal fractions are rounded to a millionth first, or noise far behind the point would decide a half.
  /** @type {Halfhour["count"]} */
  const count = (number) => {
    const n = Math.round(number * 1e6) / 1e6;
    if (n < 10 && !Number.isInteger(n)) return tenths(n);
    const whole = Math.abs(n % 1) === 0.5 ? 2 * Math.round(n / 2) : Math.round(n);
    return whole.toString().replace(/\B(?=(\d{3})+$)/g, data.thousands[lang]);
  };

  /** @type {Halfhour["percent"]} */
  const percent = (share) => {
    if (share === null || Number.isNaN(share)) return "-";
    if (share >= 0.9995 && share < 1) return "> 99.9%";
    if (share > 0 && share < 0.0005) return "< 0.1%";
    return tenths(100 * share) + "%";
  };

  // A message's English text is its key; values in braces are shown each in its own way.
  /** @type {Halfhour["t"]} */
  const t = (text, values) => {
    const words = data.words[lang];
    const found = Object.prototype.hasOwnProperty.call(words, text) ? words[text] : text;
    if (!values) return found;
    return found.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) =>
      Object.prototype.hasOwnProperty.call(values, name) ? show(values[name]) : whole);
  };

  /** @type {Halfhour["cost"]} */
  const cost = (amount) => data.unit === "s"
    ? t("{amount} min", { amount: (amount / 60).toFixed(1) })
    : t("{amount} m", { amount: count(amount) });

  // Plain text and numbers stay as they are; lists are messages, objects are figures or words in each language.
  /** @type {Halfhour["show"]} */
  const show = (value) => {
    if (Array.isArray(value)) return t(value[0], value[1]);
    if (value !== null && typeof value === "object") {
      if ("en" in value) return value[lang];
      if ("people" in value) return count(value.people);
      if ("share" in value) return percent(value.share);
      return cost(value.cost);
    }
    return String(value);
  };

  /** @type {Halfhour["element"]} */
  const element = (tag, text, parent, properties) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== "") node.textContent = text;
    if (properties) Object.assign(node, properties);
    if (parent) parent.append(node);
    return node;
  };

  // Something that the page's template has.
  /** @type {Halfhour["part"]} */
  const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

  /** @type {Halfhour["setLang"]} */
  const setLang = (to) => {
    if (!Object.prototype.hasOwnProperty.call(data.words, to)) return;
    lang = /** @type {Lang} */ (to);
    document.documentElement.lang = to;
    if (data.title) document.title = data.title[lang];
    listeners.forEach((listener) => listener());
  };

  Object.assign(halfhour, {
    t, show, count, percent, cost, element, part, setLang,
    lang: () => lang,
    data: () => data,
    /** @type {Halfhour["onLang"]} */
    onLang: (listener) => listeners.push(listener),
    start: () => {
      data = JSON.parse(part("halfhour-data").textContent || "");
      lang = data.lang;
      halfhour.model = halfhour.makeModel(data);
    },
  });
})();
