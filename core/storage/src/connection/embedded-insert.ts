import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { BatchPart } from "../store.ts";
import type { NativeInsert } from "./engine.ts";
import { EngineUnreachable } from "./engine-error.ts";
import { settingsClause } from "./settings-clause.ts";
import { identifier, stringLiteral } from "./sql-literal.ts";

/**
 * An insert of the embedded engine, which reads the files itself, from where they are. Whole files of one
 * folder are one path pattern; a range of rows needs a SELECT of its own:
 *
 *   INSERT INTO spans (…) SETTINGS … SELECT … FROM
 *     (SELECT … FROM file('/spool/{1.native,2.native}', …) UNION ALL (SELECT … FROM file(…) LIMIT 5, 10))
 */
export function embeddedInsertSql(insert: NativeInsert): string {
  const columns = insert.columns.map(({ name }) => identifier(name)).join(", ");
  // Given and not guessed, so that files written before a column existed still fit.
  const structure = stringLiteral(
    [...insert.skipped, ...insert.columns]
      .map(({ name, type }) => `${identifier(name)} ${type}`)
      .join(", "),
  );
  const sources = sourcesOf(insert.parts).map(
    ({ pattern, range }) =>
      `SELECT ${columns} FROM file(${stringLiteral(pattern)}, 'Native', ${structure})${range}`,
  );
  const source =
    sources.length === 1
      ? sources[0]!
      : `SELECT ${columns} FROM (${sources.map((one) => `(${one})`).join(" UNION ALL ")})`;
  return `INSERT INTO ${insert.table} (${columns}) ${settingsClause(insert.settings)} ${source}`;
}

/**
 * A pattern that misses a file reads the others and succeeds, under a token that stands for all of them.
 * So this is asked first; only this process deletes spool files, and not while it inserts them.
 */
export async function assertFilesExist(parts: readonly BatchPart[]): Promise<void> {
  for (const { path } of parts) {
    try {
      await stat(path);
    } catch (cause) {
      throw new EngineUnreachable(`cannot read ${path}`, { cause });
    }
  }
}

function sourcesOf(parts: readonly BatchPart[]): { pattern: string; range: string }[] {
  const folders = new Map<string, string[]>();
  const ranges: { pattern: string; range: string }[] = [];
  for (const { path, only } of parts) {
    if (only !== undefined) {
      ranges.push({ pattern: path, range: ` LIMIT ${only.from}, ${only.count}` });
    } else {
      const names = folders.get(dirname(path)) ?? [];
      names.push(basename(path));
      folders.set(dirname(path), names);
    }
  }
  const whole = [...folders].map(([folder, names]) => ({
    pattern: `${folder}/${names.length === 1 ? names[0]! : `{${names.join(",")}}`}`,
    range: "",
  }));
  return [...whole, ...ranges];
}
