// Sliders with ticks that say what they are set to, and one that plays by itself.
"use strict";
(() => {
  const { t, element } = halfhour;
  const TICKS_MAX = 6, THUMB_PX = 16, PLAY_MS = 1300;
  let number = 0;

  // `ticks` are short texts, `say` puts a step into words, `change` hears of each new step.
  /** @type {Halfhour["slider"]} */
  const slider = (parent, key, { label, ticks, say, change }) => {
    const box = element("div", "", parent, { className: "slider" }), id = "slider-" + ++number;
    const head = element("div", "", box), last = ticks.length - 1;
    element("label", label, head, { htmlFor: id });
    const output = element("output", "", head);
    const input = element("input", "", box, { id, type: "range", min: "0", max: String(last), step: "1" });
    input.dataset.control = key;
    const row = element("div", "", box, { className: "ticks" }), every = Math.ceil(ticks.length / TICKS_MAX);
    row.setAttribute("aria-hidden", "true");
    ticks.forEach((text, i) => {
      if ((last - i) % every) return;
      const at = last ? i / last : 0;
      element("span", text, row).style.left = "calc(" + THUMB_PX / 2 + "px + (100% - " + THUMB_PX + "px) * " + at + ")";
    });
    box.hidden = ticks.length < 2;
    let step = -1;
    /** @param {number} to */
    const set = (to) => {
      step = to;
      input.value = String(to);
      output.textContent = say(to);
      input.setAttribute("aria-valuetext", say(to));
    };
    const hear = () => {
      const to = Number(input.value);
      if (to === step) return;
      set(to);
      change(to);
    };
    input.addEventListener("input", hear);
    input.addEventListener("change", hear);
    return { box, head, input, set, step: () => step, last };
  };

  // A button that moves a slider step by step to its end, from the start where it stands there.
  /** @type {Halfhour["playButton"]} */
  const playButton = (one, change) => {
    const button = element("button", "", one.head, { type: "button", className: "small" });
    let timer = 0;
    const write = () => {
      button.textContent = timer ? "❚❚" : "►";
      button.setAttribute("aria-label", t(timer ? "Pause" : "Play the years"));
      button.title = t(timer ? "Pause" : "Play the years");
    };
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      write();
    };
    /** @param {number} to */
    const go = (to) => {
      one.set(to);
      change(to);
    };
    button.dataset.action = "play";
    button.addEventListener("click", () => {
      if (timer) {
        stop();
        return;
      }
      go(one.step() >= one.last ? 0 : one.step() + 1);
      timer = setInterval(() => {
        if (!button.isConnected || one.step() >= one.last) stop();
        else go(one.step() + 1);
      }, PLAY_MS);
      write();
    });
    one.input.addEventListener("input", () => { if (timer) stop(); });
    write();
    return button;
  };

  Object.assign(halfhour, { slider, playButton });
})();
