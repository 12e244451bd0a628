// Limits of travel in words.
"use strict";
(() => {
  const { t, count } = halfhour;

  /** @type {Halfhour["limit"]} */
  const limit = (amount) => {
    const { unit, mode } = halfhour.data(), by = mode[halfhour.lang()];
    return unit === "s"
      ? t("{amount} minutes {mode}", { amount: String(amount / 60), mode: by })
      : t("{amount} metres {mode}", { amount: count(amount), mode: by });
  };

  /** @type {Halfhour["limitNumber"]} */
  const limitNumber = (amount) => String(halfhour.data().unit === "s" ? Math.round(amount / 6) / 10 : amount);

  Object.assign(halfhour, { limit, limitNumber });
})();
