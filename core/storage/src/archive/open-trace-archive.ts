import { setTimeout as wait } from "node:timers/promises";
import { CodedError } from "@spanhouse/base";
import type { Engine, QueryOptions } from "../connection/engine.ts";
import { ARCHIVE_PENDING_POLL_MS } from "../limits.ts";
import { readUnsavedRows } from "../pending/unsaved-rows.ts";
import { answered } from "../read/answered.ts";
import { READ_SETTINGS } from "../read/read-settings.ts";
import type { TraceSources } from "../read/read-traces.ts";
import { locateTraces, locationQuery } from "../read/trace-location.ts";
import type { Layout } from "../schema/layout.ts";
import { archiveQuery, isArchivedQuery } from "./archive-sql.ts";
import type { TraceArchive } from "./trace-archive.ts";

/** `makeDurable` is called before a trace counts as archived. */
export function traceArchive(
  engine: Engine,
  layout: Layout,
  { sources, makeDurable }: { sources: TraceSources; makeDurable: () => Promise<void> },
): TraceArchive {
  /** Acknowledged spans of it are in files, or may be. */
  async function isAwaited(tenant: string, traceId: string, read: QueryOptions): Promise<boolean> {
    const { definitions, pending } = sources;
    const request = { tenant, traceIds: [traceId], spansMax: 1 };
    const { found, leftOut } = await readUnsavedRows(engine, definitions, pending(), request, read);
    return leftOut > 0 || [...(found?.values() ?? [])].some((rows) => rows.length > 0);
  }

  async function archive(tenant: string, traceId: string, signal: AbortSignal): Promise<boolean> {
    const read = { settings: READ_SETTINGS, lane: "trace", signal } as const;
    while (await isAwaited(tenant, traceId, read)) {
      await wait(ARCHIVE_PENDING_POLL_MS, undefined, { signal });
    }
    const [location] = await locateTraces(engine, locationQuery(layout, tenant, [traceId]), read);
    if (location !== undefined) {
      await engine.execute(archiveQuery(layout, tenant, location), { ...read, lane: "background" });
      await sync();
    }
    return (await engine.read(isArchivedQuery(layout, tenant, traceId), read)).length > 0;
  }

  async function sync(): Promise<void> {
    try {
      await makeDurable();
    } catch (cause) {
      throw new CodedError("STORAGE_UNREACHABLE", "The store's disk failed.", { cause });
    }
  }

  return {
    archive: (tenant, traceId, { signal }) => answered(() => archive(tenant, traceId, signal)),
  };
}
