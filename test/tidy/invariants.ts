import { isTest } from "./repository.ts";
import type { SourceFile } from "./source-file.ts";

/** Three of the four sentences of ARCHITECTURE.md that stay true, as rules over source files. */

/** A statement, not a word: SQL is written in capitals here. */
const SQL =
  /^\s*(SELECT|WITH|INSERT INTO|CREATE (TABLE|DATABASE|MATERIALIZED|VIEW)|ALTER TABLE|DROP (TABLE|DATABASE|VIEW)|TRUNCATE|OPTIMIZE|SYSTEM [A-Z]+|EXISTS) /;

/** The shop of the demo has a database of its own, as shops do. */
const SHOP = "sdk/demo/src/services/";

/** Only `core/storage` contains SQL. Tests may ask a store what is in it. */
export function sqlOutsideStorage(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(
      ({ path }) => !path.startsWith("core/storage/") && !path.startsWith(SHOP) && !isTest(path),
    )
    .flatMap(({ path, texts }) =>
      texts
        .filter(({ text }) => SQL.test(text))
        .map(({ text, line }) => `${path}:${line}: SQL outside core/storage: ${text.slice(0, 40)}`),
    );
}

/** What a library that lives in the processes of others has in place of a main file. */
const LIBRARY_HOST = "sdk/src/host-process.ts";

/** Only `main` files read the environment and exit, and `host-process` of the SDK. */
export function processUse(files: readonly SourceFile[]): readonly string[] {
  const used = new Set(["process.env", "process.exit", "process.argv", "process.exitCode"]);
  return files
    .filter(
      ({ path }) =>
        !/\/src\/(?:services\/[a-z]+\/)?main\.ts$/.test(path) &&
        path !== LIBRARY_HOST &&
        !isTest(path),
    )
    .filter(({ path }) => path.includes("/src/"))
    .flatMap(({ path, names }) =>
      names
        .filter(({ name }) => used.has(name))
        .map(({ name, line }) => `${path}:${line}: ${name} outside main`),
    );
}

/** Only `ui/src/api` calls the network. */
export function networkUse(files: readonly SourceFile[]): readonly string[] {
  const used = new Set(["fetch", "XMLHttpRequest", "EventSource", "WebSocket"]);
  const isCall = (name: string): boolean => used.has(name.replace(/^(window|globalThis)\./, ""));
  return files
    .filter(({ path }) => path.startsWith("ui/src/") && !path.startsWith("ui/src/api/"))
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, names }) =>
      names
        .filter(({ name }) => isCall(name) || name === "navigator.sendBeacon")
        .map(({ name, line }) => `${path}:${line}: ${name} outside ui/src/api`),
    );
}
