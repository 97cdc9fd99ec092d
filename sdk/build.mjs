// Builds what is published into dist/:
//
//   main.cjs                    all of the code, once: a program may both `import` and `require` it, and there is
//                               one running SDK
//   exit-thread.cjs             what sends the last spans of a process that ends
//   index.js, index.cjs         what `import` and `require` of the package give, from main.cjs
//   register.js, register.cjs   what `--import` and `--require` of the package's `register` run
//   *.d.ts, *.d.cts             their types, for both systems

import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
await build({
  entryPoints: ["src/main.ts", "src/exit-thread.ts", "src/doctor/doctor.ts"].map((path) =>
    join(HERE, path),
  ),
  entryNames: "[name]",
  outdir: DIST,
  outExtension: { ".js": ".cjs" },
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  bundle: true,
  packages: "external",
  format: "cjs",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
});

const write = (name, text) => writeFile(join(DIST, name), text);

/** Emits the declarations of what `index.ts` reaches, once for each module system. */
async function writeDeclarations() {
  const { config } = ts.readConfigFile(join(HERE, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, HERE);
  const program = ts.createProgram([join(HERE, "src/index.ts")], {
    ...options,
    composite: false,
    declaration: true,
    declarationMap: false,
    tsBuildInfoFile: undefined,
  });
  const texts = new Map();
  const nameOf = (path) => relative(options.outDir, path).replace(/\.d\.ts$/, "");
  program.emit(undefined, (path, text) => texts.set(nameOf(path), text), undefined, true);
  const imports = /(from |import\()"(\.[^"]*)\.ts"/g;
  const reached = new Set(["index"]);
  for (const name of reached) {
    const text = texts.get(name);
    for (const [, , path] of text.matchAll(imports)) reached.add(join(dirname(name), path));
    await mkdir(dirname(join(DIST, name)), { recursive: true });
    await write(`${name}.d.ts`, text.replace(imports, '$1"$2.js"'));
    await write(`${name}.d.cts`, text.replace(imports, '$1"$2.cjs"'));
  }
  await write("register.d.ts", "export {};\n");
  await write("register.d.cts", "export {};\n");
  const { symbol } = program.getSourceFile(join(HERE, "src/index.ts"));
  const checker = program.getTypeChecker();
  return checker
    .getExportsOfModule(symbol)
    .map((exported) =>
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
    )
    .filter(({ flags }) => flags & ts.SymbolFlags.Value)
    .map(({ name }) => name);
}

const values = await writeDeclarations();
const names = values.join(", ");
await write("index.js", `import main from "./main.cjs";\nexport const { ${names} } = main;\n`);
await write(
  "index.cjs",
  `"use strict";\nconst main = require("./main.cjs");\n` +
    values.map((name) => `exports.${name} = main.${name};\n`).join(""),
);
await write("register.js", `import main from "./main.cjs";\nawait main.startFromFlag();\n`);
await write("register.cjs", `"use strict";\nvoid require("./main.cjs").startFromFlag();\n`);
