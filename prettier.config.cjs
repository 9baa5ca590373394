// Formats of data and browser files; the XML plugin sits beside prettier in the hook's environment.
const path = require("path");
const config = {
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "always",
    semi: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    overrides: [
        {files: ["*.yaml", "*.yml", "*.json", "*.toml"], options: {tabWidth: 2}},
        {files: ["*.js", "*.xml", "*.css", "*.scss"], options: {tabWidth: 4}},
    ],
};
try {
    config.plugins = [require.resolve("@prettier/plugin-xml")];
} catch {
    // pre-commit installs both packages in one folder that NODE_PATH names
    config.plugins = [path.join(process.env.NODE_PATH || "", "@prettier/plugin-xml/src/plugin.js")];
}
module.exports = config;
