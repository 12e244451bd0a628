// Shows the token to the server, once; a link may carry it behind #, which no server and no log sees.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("sign-in"));
  const input = /** @type {HTMLInputElement} */ (document.getElementById("token"));
  const said = /** @type {HTMLElement} */ (document.getElementById("said"));
  const show = () => fetch("/api/session", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: input.value }),
  }).then((answer) => {
    if (answer.ok) window.location.replace("/");
    else said.textContent = "This is not the token. / 令牌不正确。";
  }).catch(() => { said.textContent = "The server does not answer. / 服务没有响应。"; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  const carried = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (!carried) return;
  window.history.replaceState(null, "", "/");
  input.value = carried;
  show();
});
