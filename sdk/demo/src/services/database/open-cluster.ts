import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/**
 * An empty PostgreSQL in memory. The first one on a machine takes seconds, because it is made as `initdb` does; a copy of
 * it is kept in `folder`, from which the next ones are there at once.
 */
export async function openCluster(folder: string): Promise<PGlite> {
  const file = join(folder, `postgresql-${packageVersion()}.tar`);
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) {
    return PGlite.create({ loadDataDir: new Blob([readFileSync(file)]) });
  }
  const made = await PGlite.create();
  const copy = await made.dumpDataDir("none");
  mkdirSync(folder, { recursive: true });
  // Two demos at once each write their own, and the last one stays.
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, Buffer.from(await copy.arrayBuffer()));
  renameSync(partial, file);
  return made;
}

/** A cluster of one version need not open in another. */
function packageVersion(): string {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const file = readFileSync(join(dirname(entry), "../package.json"), "utf8");
  return (JSON.parse(file) as { readonly version: string }).version;
}
