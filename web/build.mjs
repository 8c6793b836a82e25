// Builds the page into the Python package: one script, one style sheet, the licences of what is bundled.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { build, context } from "esbuild";

const page = process.env.STUDIO_PAGE ?? "../src/clavilux/studio/page";
const options = {
  entryPoints: { app: "src/main.tsx" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  outdir: page,
  legalComments: "none", // they stand in licences.txt, whole
  metafile: true,
  logLevel: "info",
};

async function licences(metafile) {
  const names = new Set();
  for (const path of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (found) names.add(found[1]);
  }
  const texts = [...names].sort().map(async (name) => {
    const folder = `node_modules/${name}`;
    const { version, license, homepage, repository } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
    const text = (await readFile(`${folder}/LICENSE`, "utf8")).trim();
    const from = homepage ?? repository?.url ?? "";
    return `${name} ${version}, ${license}, ${from}\n\n${text}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

await mkdir(page, { recursive: true });
await copyFile("src/index.html", `${page}/index.html`);
if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  const { metafile } = await build(options);
  await writeFile(`${page}/licences.txt`, await licences(metafile));
}
