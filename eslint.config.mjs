// Lint of the map pages' scripts and of their tests: see docs/contributing/page-scripts.md.
import js from "@eslint/js";
import globals from "globals";

const HTML_FROM_TEXT = "Text reaches the page through textContent, never as HTML: see shared/words.js.";

const rules = {
  ...js.configs.recommended.rules,
  eqeqeq: "error",
  "no-else-return": "error",
  "no-implicit-globals": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unused-expressions": "error",
  "no-useless-concat": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-rest-params": "error",
  "prefer-spread": "error",
};

export default [
  { ignores: ["**/.*/", "build/", "dist/", "demo-out/", "artifacts/"] },
  {
    files: ["maps/page/**/*.js"],
    languageOptions: {
      // As old as the oldest browsers that pages are made for.
      ecmaVersion: 2019,
      sourceType: "script",
      globals: { ...globals.browser, L: "readonly", halfhour: "readonly" },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...rules,
      strict: ["error", "global"],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-properties": [
        "error",
        { property: "insertAdjacentHTML", message: HTML_FROM_TEXT },
        { property: "outerHTML", message: HTML_FROM_TEXT },
        { object: "document", property: "write", message: HTML_FROM_TEXT },
      ],
      "no-restricted-syntax": ["error", { selector: "AssignmentExpression[left.property.name='innerHTML']", message: HTML_FROM_TEXT }],
      // Pages ask for nothing from any network.
      "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "Worker"],
    },
  },
  {
    // A server's page asks the server that it came from; its policy forbids all others.
    files: ["maps/page/serve/ask.js", "maps/page/serve/sign_in.js"],
    rules: { "no-restricted-globals": "off" },
  },
  {
    files: ["maps/page/shared/words.js"],
    languageOptions: { globals: { halfhour: "off" } },
    rules: {
      // The one name that all scripts share.
      "no-implicit-globals": "off",
      "no-unused-vars": ["error", { varsIgnorePattern: "^halfhour$" }],
    },
  },
  {
    files: ["eslint.config.mjs", "tests/page/**/*.mjs"],
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules,
  },
];
