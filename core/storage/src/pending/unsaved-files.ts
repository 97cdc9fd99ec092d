import type { Engine, QueryOptions } from "../connection/engine.ts";
import { EngineError } from "../connection/engine-error.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { PENDING_READ_ATTEMPTS_MAX } from "../limits.ts";
import type { DefinitionKind, Definitions } from "../read/definitions.ts";
import { SMALL_TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import { rowReader } from "../read/row-binary.ts";
import { chooseFiles, filesAsTable } from "./pending-files.ts";
import type { PendingFile, PendingSpans } from "./pending-spans.ts";

/** What was read from files that are not known to be in the store. */
export interface Unsaved<T> {
  readonly found: T | undefined;
  /** Files that were not looked at: there are too many, or they cannot be read. */
  readonly leftOut: number;
}

/** Gone while it was read (76, 107, 400): by now it is in the store. */
const FILE_GONE: ReadonlySet<number> = new Set([76, 107, 400]);

/**
 * Reads from the files that may have the traces. Whoever reads the store as well must do it afterwards: then a
 * file that is gone in the middle is in the store when that is read, and no span is missed.
 */
export async function fromUnsavedFiles<T>(
  engine: Engine,
  pending: PendingSpans | undefined,
  traceIds: readonly string[],
  read: (files: readonly PendingFile[]) => Promise<T>,
): Promise<Unsaved<T>> {
  let leftOut = 0;
  for (let attempt = 0; attempt < PENDING_READ_ATTEMPTS_MAX; attempt++) {
    const candidates = pending?.filesOf(traceIds) ?? [];
    if (candidates.length === 0) return { found: undefined, leftOut: 0 };
    // A server cannot read the files of this machine.
    if (engine.kind === "server") return { found: undefined, leftOut: candidates.length };
    const chosen = chooseFiles(candidates);
    try {
      return { found: await read(chosen.files), leftOut: chosen.leftOut };
    } catch (error) {
      // What is in the store is worth more than an error about what is not.
      if (!(error instanceof EngineError)) throw error;
      leftOut = candidates.length;
      if (!FILE_GONE.has(error.code)) break;
    }
  }
  return { found: undefined, leftOut };
}

/** Learns what the ids stand for that are not known yet: the first row in a block that has one spells it out. */
export async function learnDefinitions(
  engine: Engine,
  definitions: Definitions,
  request: {
    readonly tenant: string;
    readonly files: readonly PendingFile[];
    readonly kind: DefinitionKind;
    readonly ids: Iterable<string>;
  },
  options: QueryOptions,
): Promise<void> {
  const { tenant, files, kind } = request;
  const unknown = definitions.unknown(tenant, kind, new Set(request.ids));
  if (unknown.length === 0) return;
  const sql = [
    `SELECT ${kind}_id, any(${kind}_definition)`,
    `FROM ${filesAsTable(files)}`,
    `WHERE tenant = {tenant:String} AND ${kind}_definition != ''`,
    `AND ${kind}_id IN (${unknown.map(idLiteral).join(", ")})`,
    `GROUP BY ${kind}_id`,
  ].join("\n");
  const settings = SMALL_TRACE_READ_SETTINGS;
  const row = rowReader(
    await engine.read({ sql, parameters: { tenant } }, { ...options, settings }),
  );
  while (!row.isAtEnd()) definitions.learn(tenant, kind, row.hex(16), row.text());
}
