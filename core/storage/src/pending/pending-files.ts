import { basename, dirname } from "node:path";
import { stringLiteral, identifier } from "../connection/sql-literal.ts";
import { PENDING_READ_BYTES_MAX, PENDING_READ_FILES_MAX } from "../limits.ts";
import { REQUEST_KEY_COLUMN, SPAN_COLUMNS } from "../schema/span-columns.ts";
import type { PendingFile } from "./pending-spans.ts";

/** What a read looks at of the files that may have its traces, and how many it leaves out. */
export interface ChosenFiles {
  readonly files: readonly PendingFile[];
  readonly leftOut: number;
}

/** The newest within the bounds; those whose traces are known first. */
export function chooseFiles(candidates: readonly PendingFile[]): ChosenFiles {
  const newestFirst = [...candidates].reverse();
  const ordered = [
    ...newestFirst.filter(({ isUnindexed }) => !isUnindexed),
    ...newestFirst.filter(({ isUnindexed }) => isUnindexed),
  ];
  const files: PendingFile[] = [];
  let bytes = 0;
  for (const file of ordered) {
    bytes += file.bytes;
    // One at least, however large.
    const isTooMuch = files.length >= PENDING_READ_FILES_MAX || bytes > PENDING_READ_BYTES_MAX;
    if (files.length > 0 && isTooMuch) break;
    files.push(file);
  }
  return { files, leftOut: ordered.length - files.length };
}

const STRUCTURE = stringLiteral(
  [REQUEST_KEY_COLUMN, ...SPAN_COLUMNS]
    .map(({ name, type }) => `${identifier(name)} ${type}`)
    .join(", "),
);

/**
 * The files, which lie in one folder, as a table. They are a pattern even when there is one, because a file of a
 * pattern that is gone is left out and no error: it is in the store by then.
 */
export function filesAsTable(files: readonly PendingFile[]): string {
  const [first] = files;
  const names = files.map(({ path }) => basename(path)).join(",");
  const pattern = `${dirname(first?.path ?? "/")}/{${names}}`;
  return `file(${stringLiteral(pattern)}, 'Native', ${STRUCTURE})`;
}
