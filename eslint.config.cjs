// Mistakes in browser code: the recommended rules of ESLint, plus what bites in Odoo's modules.
const globals = require("globals");
const jsdoc = require("eslint-plugin-jsdoc");

const rules = {
    "array-callback-return": "error",
    curly: "error",
    eqeqeq: ["error", "always", {null: "ignore"}],
    "guard-for-in": "warn",
    "no-alert": "error",
    "no-debugger": "error",
    "no-dupe-keys": "error",
    "no-eval": "error",
    "no-implied-eval": "error",
    "no-undef": "error",
    "no-unreachable": "error",
    "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
    "no-use-before-define": ["error", "nofunc"],
    "no-var": "error",
    "prefer-const": "error",
    "use-isnan": "error",
    "valid-typeof": "error",
    "jsdoc/check-param-names": "warn",
    "jsdoc/check-tag-names": "warn",
    "jsdoc/check-types": "warn",
};

module.exports = [
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        plugins: {jsdoc},
        rules,
    },
];
