import { CodedError } from "@spanhouse/base";
import { columnsOfSpans } from "@spanhouse/model";
import {
  assembleColumns,
  type AssembledColumns,
  type ClockSkewOptions,
  hostKeyOf,
  hostsOf,
  spanContents,
  unreadWarning,
} from "@spanhouse/model/assembly";
import type { TraceReader } from "@spanhouse/storage";
import {
  RECENT_TRACES_ROWS_MAX,
  RECENT_TRACE_MS,
  TRACE_COLUMNS_READ_AT_ONCE,
  TRACE_ROWS_MAX,
  TRACE_SPANS_MAX,
} from "../limits.ts";

export interface AssembledRequest {
  readonly tenant: string;
  readonly traceId: string;
  readonly withoutEventTimes?: boolean;
  readonly withLinks?: boolean;
  /** Clocks are corrected up to this; nanoseconds. Left alone when undefined. */
  readonly clockSkewNanoMax?: number;
  readonly signal: AbortSignal;
}

export interface ReadAssembled {
  readonly trace: AssembledColumns;
  /** There are more spans than TRACE_ROWS_MAX; these are the earliest. */
  readonly isTruncated: boolean;
  /** Files of acknowledged spans that may have more of it and were not looked at. */
  readonly unreadFiles: number;
  /** Only the archive has it: nothing else of it can be read from the tables. */
  readonly isArchived?: boolean;
}

/**
 * Reads and assembles traces, a few at a time, and remembers the last ones for a moment: who asks for the second
 * page of a trace, or for attributes of its rows, means the rows of the first page.
 */
export class AssembledTraces {
  readonly #reader: TraceReader;
  readonly #recent = new Map<string, ReadAssembled & { readonly untilMs: number }>();
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  /** As it is now. Undefined when there is no such trace; CodedError QUERY_NOT_FOUND when files were not looked at. */
  async read(request: AssembledRequest): Promise<ReadAssembled | undefined> {
    if (this.#reading >= TRACE_COLUMNS_READ_AT_ONCE) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#reading++;
    try {
      const read = await this.#readNow(request);
      if (read !== undefined) this.#remember(keyOf(request), read);
      return read;
    } finally {
      this.#reading--;
      this.#waiting.shift()?.();
    }
  }

  /** As it was for the last question about it, if that was a moment ago; else as it is now. */
  async readRecent(request: AssembledRequest): Promise<ReadAssembled | undefined> {
    this.#forgetOld();
    return this.#recent.get(keyOf(request)) ?? (await this.read(request));
  }

  async #readNow(request: AssembledRequest): Promise<ReadAssembled | undefined> {
    const { tenant, traceId, withoutEventTimes, withLinks, clockSkewNanoMax, signal } = request;
    const read = await this.#reader.readTraceColumns(tenant, traceId, {
      ...{ signal, spansMax: TRACE_ROWS_MAX },
      ...(withoutEventTimes === undefined ? {} : { withoutEventTimes }),
      ...(withLinks === undefined ? {} : { withLinks }),
    });
    if (read === undefined) return this.#readArchived(request);
    const { columns, truncated, unreadFiles = 0 } = read;
    if (columns.count === 0) {
      const problem = `there is no trace ${traceId}, or not yet: ${unreadWarning(unreadFiles)}`;
      throw new CodedError("QUERY_NOT_FOUND", problem);
    }
    const clockSkew =
      clockSkewNanoMax === undefined
        ? undefined
        : await this.#clockSkew(tenant, columns.resourceIds, { clockSkewNanoMax, signal });
    signal.throwIfAborted();
    const trace = assembleColumns(columns, clockSkew === undefined ? {} : { clockSkew });
    return { trace, isTruncated: truncated, unreadFiles };
  }

  /** A trace that only the archive has left is read as spans. */
  async #readArchived({
    tenant,
    traceId,
    clockSkewNanoMax,
    signal,
  }: AssembledRequest): Promise<ReadAssembled | undefined> {
    const options = { signal, spansMax: TRACE_SPANS_MAX };
    const found = (await this.#reader.readTraces(tenant, [traceId], options)).get(traceId);
    if (found === undefined) return undefined;
    const { spans, truncated, unreadFiles = 0 } = found;
    const skew =
      clockSkewNanoMax === undefined
        ? {}
        : { clockSkew: { deltaNanoMax: clockSkewNanoMax, hosts: hostsOf(spans) } };
    const trace = assembleColumns(columnsOfSpans(spans, spanContents(spans)), skew);
    return { trace, isTruncated: truncated, unreadFiles, isArchived: true };
  }

  async #clockSkew(
    tenant: string,
    resourceIds: readonly string[],
    {
      clockSkewNanoMax,
      signal,
    }: { readonly clockSkewNanoMax: number; readonly signal: AbortSignal },
  ): Promise<ClockSkewOptions> {
    const resources = await this.#reader.readResources(tenant, resourceIds, { signal });
    const hosts = resourceIds.map((id) => {
      const resource = resources.get(id);
      return resource === undefined ? "" : hostKeyOf(resource);
    });
    return { deltaNanoMax: clockSkewNanoMax, hosts };
  }

  #remember(key: string, read: ReadAssembled): void {
    this.#forgetOld();
    this.#recent.delete(key);
    this.#recent.set(key, { ...read, untilMs: performance.now() + RECENT_TRACE_MS });
    let rows = 0;
    for (const [older, { trace }] of [...this.#recent].reverse()) {
      rows += trace.rowCount;
      if (rows > RECENT_TRACES_ROWS_MAX && older !== key) this.#recent.delete(older);
    }
  }

  #forgetOld(): void {
    const now = performance.now();
    for (const [key, { untilMs }] of this.#recent) if (untilMs < now) this.#recent.delete(key);
  }
}

function keyOf(request: AssembledRequest): string {
  const { tenant, traceId, withoutEventTimes = false, withLinks = false } = request;
  return JSON.stringify([
    ...[tenant, traceId, withoutEventTimes, withLinks],
    request.clockSkewNanoMax ?? -1,
  ]);
}
