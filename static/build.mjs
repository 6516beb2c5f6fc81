// Makes static/build from our styles and scripts and from the packages they use.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import * as sass from "sass";

const out = "static/build";
mkdirSync(`${out}/fonts`, { recursive: true });
const css = sass.compile("static/scss/guichet.scss", {
  loadPaths: ["node_modules"],
  style: "compressed",
  quietDeps: true,
});
let styles = css.css;
for (const weight of [400, 700]) {
  const name = `atkinson-hyperlegible-latin-${weight}-normal.woff2`;
  cpSync(`node_modules/@fontsource/atkinson-hyperlegible/files/${name}`, `${out}/fonts/${name}`);
  // as app/assets.py names static files: browsers keep them for a year
  const digest = createHash("sha256").update(readFileSync(`${out}/fonts/${name}`)).digest("hex").slice(0, 12);
  styles = styles.replaceAll(name, `${name}?v=${digest}`);
}
writeFileSync(`${out}/guichet.css`, styles);
await build({
  entryPoints: { guichet: "static/js/main.js", editor: "static/js/editor/main.js", json: "static/js/editor/json.js" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  nodePaths: ["node_modules"],
});
