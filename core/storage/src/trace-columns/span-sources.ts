import type { Engine, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { filesAsTable } from "../pending/pending-files.ts";
import type { PendingFile } from "../pending/pending-spans.ts";
import type { UnsavedPart } from "../pending/unsaved-columns.ts";
import { SMALL_TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import { locateTraces, locationCondition, locationQuery } from "../read/trace-location.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { ALL_USED_COLUMNS, usedColumnsOf, type UsedColumns } from "../schema/used-columns.ts";

/** Where rows of `spans` can be read: the table, or files of the same columns that are not in it yet. */
export interface SpanSource {
  /** What stands behind FROM. */
  readonly from: string;
  /** Which rows of it are the trace's. */
  readonly condition: string;
  /** About how many these are. */
  readonly spanCount: number;
  /** Which columns that many traces do not use any of them may use; the others are not read. */
  readonly uses: ReadonlySet<UsedColumns>;
}

/** About how many rows all of them have. */
export function spanCountOf(sources: readonly SpanSource[]): number {
  return sources.reduce((sum, source) => sum + source.spanCount, 0);
}

/** Where the store has rows of the trace. */
export async function storedSources(
  engine: Engine,
  layout: Layout,
  { tenant, traceId }: { readonly tenant: string; readonly traceId: string },
  options: QueryOptions,
): Promise<readonly SpanSource[]> {
  const small = { ...options, settings: SMALL_TRACE_READ_SETTINGS };
  const located = await locateTraces(engine, locationQuery(layout, tenant, [traceId]), small);
  return located.map((location) => ({
    from: qualified(layout, "spans"),
    condition: locationCondition([location]),
    spanCount: location.spanCount,
    uses: usedColumnsOf(location.usedColumns),
  }));
}

export type FilesSource = SpanSource & Pick<UnsavedPart, "files">;

/** Files whose insert was begun apart from those that are certainly not in the store. */
export function unsavedSources(
  files: readonly PendingFile[],
  traceId: string,
): readonly FilesSource[] {
  const groups = [files.filter((file) => file.isTried()), files.filter((file) => !file.isTried())];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => ({
      files: group,
      from: filesAsTable(group),
      condition: `trace_id = ${idLiteral(traceId)}`,
      spanCount: group.reduce((sum, { rows }) => sum + rows, 0),
      uses: ALL_USED_COLUMNS,
    }));
}
