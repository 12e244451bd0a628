// Requests to the server that the page came from; each error is a sentence.
"use strict";
(() => {
  const { t } = halfhour;
  const BUSY = 503, TRIES = 30, PAUSE_MS = 1000;

  const key = () => {
    const meta = document.querySelector("meta[name='halfhour-key']");
    return (meta && meta.getAttribute("content")) || "";
  };
  /** @param {number} pause_ms @returns {Promise<void>} */
  const wait = (pause_ms) => new Promise((resolve) => { setTimeout(resolve, pause_ms); });

  // What does not depend on the question is said in the page's language.
  /** @type {(problem: Problem) => string} */
  const said = ({ code, detail }) => {
    if (code === "busy") return t("The server has too much to do: try again in a moment.");
    if (code === "unknown_check") return t("The server no longer holds this check: check the place again.");
    if (code === "too_large") return t("The parcel has too many corners: simplify its boundary.");
    if (code === "no_key" || code === "no_token") return t("The server has been started anew: load this page again.");
    if (code === "error") return t("The server failed at this question; its log says where.");
    return detail;
  };

  /** @type {(answer: Response) => Promise<Error>} */
  const problemOf = (answer) => answer.json()
    .then((/** @type {Problem} */ problem) => Object.assign(new Error(said(problem)), { code: problem.code }))
    .catch(() => new Error(t("The server answered with an error ({status}).", { status: answer.status })));

  // A server that has too much to do is asked again; one that is being prepared says so at once.
  /** @type {(path: string, options: RequestInit, tries: number) => Promise<Response>} */
  const tried = (path, options, tries) => fetch(path, { credentials: "same-origin", ...options }).catch(() => {
    throw new Error(t("The server does not answer. Is it still running?"));
  }).then((answer) => {
    if (answer.ok) return answer;
    return problemOf(answer).then((problem) => {
      if (answer.status === BUSY && /** @type {any} */ (problem).code === "busy" && tries > 1) return wait(PAUSE_MS).then(() => tried(path, options, tries - 1));
      throw problem;
    });
  });

  /** @type {Halfhour["asked"]} */
  const asked = (path) => tried(path, {}, TRIES).then((answer) => answer.json());

  /** @type {Halfhour["sent"]} */
  const sent = (path, body) => tried(path, {
    method: "POST", headers: { "Content-Type": "application/json", "X-Halfhour-Key": key() }, body: JSON.stringify(body),
  }, TRIES).then((answer) => answer.json());

  Object.assign(halfhour, { asked, sent });
})();
