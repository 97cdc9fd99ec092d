import { setImmediate } from "node:timers/promises";
import {
  NO_PATH,
  type OwnCriticalOperation,
  type OwnCriticalPath,
  type OwnCriticalShare,
  type OwnCriticalTime,
  SpanPaths,
  spanIdText,
} from "@spanhouse/model";
import { type AssembledColumns, criticalPath, quantile } from "@spanhouse/model/assembly";
import { TYPICAL_PATHS_AT_ONCE } from "../limits.ts";
import { pathRowsOf } from "./path-rows.ts";

type Summed = Pick<OwnCriticalTime, "totalUs" | "p50Us" | "p95Us" | "operations" | "paths">;

/** What traces waited for some of their spans: a place per trace that has such a span. */
interface Waited {
  readonly trace: number[];
  readonly nano: number[];
  spanCount: number;
  worst: { readonly traceId: string; readonly spanId: string; readonly nano: number } | undefined;
}

/** What one trace waited for some of its spans. */
interface OwnWait {
  nano: number;
  spanCount: number;
  /** The span of it that was waited for longest. */
  row: number;
}

/**
 * Sums the critical paths of traces up, by operation and by the paths of spans (core/model, span-paths.ts). It keeps
 * two numbers per path and trace, and no trace, so that quantiles can be told and what they were without a part.
 */
export class CriticalTime {
  readonly #paths: SpanPaths;
  readonly #own: Waited[] = [];
  /** With all below. */
  readonly #below: Waited[] = [];
  /** By path: the number of its operation. */
  readonly #operationOf: number[] = [];
  readonly #operationNumbers = new Map<string, number>();
  readonly #operations: Waited[] = [];
  /** By trace: the sum of its critical path. */
  readonly #wholeNano: number[] = [];
  #leftOutSpans = 0;

  /** Spans of further paths than `pathsMax` are left out, with what is below them. */
  constructor(pathsMax: number) {
    this.#paths = new SpanPaths(pathsMax);
  }

  get traceCount(): number {
    return this.#wholeNano.length;
  }

  /** Spans whose path is not counted. */
  get leftOutSpans(): number {
    return this.#leftOutSpans;
  }

  add(traceId: string, trace: AssembledColumns): void {
    const { rowCount, columns, index } = trace;
    const pathOf = this.#paths.addRows(pathRowsOf(trace), rowCount);
    this.#makeRoom();
    const rowNano = criticalNanoOf(trace);
    const number = this.#wholeNano.push(rowNano.reduce((sum, nano) => sum + nano, 0)) - 1;
    const ofPath = new Map<number, OwnWait>();
    const ofOperation = new Map<number, OwnWait>();
    for (let row = 0; row < rowCount; row++) {
      const path = pathOf[row]!;
      if (path === NO_PATH) {
        this.#leftOutSpans++;
        continue;
      }
      addWait(ofPath, path, row, rowNano);
      addWait(ofOperation, this.#operationOf[path]!, row, rowNano);
    }
    const spanIdOf = (row: number): string => spanIdText(columns.spanId, index[row]!);
    const of = { number, traceId, spanIdOf };
    for (const [path, wait] of ofPath) keep(this.#own[path]!, wait, of);
    for (const [operation, wait] of ofOperation) keep(this.#operations[operation]!, wait, of);
    for (const [path, nano] of this.#withBelow(ofPath)) {
      this.#below[path]!.trace.push(number);
      this.#below[path]!.nano.push(nano);
    }
  }

  /** Pauses now and then, so that other requests are not held. */
  async summarize(): Promise<Summed> {
    const wholeNano = Float64Array.from(this.#wholeNano);
    const sorted = wholeNano.slice().sort();
    const operations: OwnCriticalOperation[] = [];
    const pause = pauses();
    for (const [name, number] of this.#operationNumbers) {
      await pause();
      const waited = this.#operations[number]!;
      if (waited.trace.length === 0) continue;
      const [service, operation] = JSON.parse(name) as [string, string];
      operations.push({ service, operation, ...shareOf(waited, wholeNano) });
    }
    const paths: OwnCriticalPath[] = [];
    for (const [path, { service, operation, kind }] of this.#paths.step.entries()) {
      await pause();
      paths.push({
        ...{ parent: this.#paths.parent[path]!, service, operation, kind },
        ...shareOf(this.#own[path]!, wholeNano),
        withBelow: lossOf(this.#below[path]!, wholeNano),
      });
    }
    return {
      totalUs: sumOf(this.#wholeNano) / 1000,
      p50Us: quantileOf(sorted, 0.5) / 1000,
      p95Us: quantileOf(sorted, 0.95) / 1000,
      operations: operations.sort((one, other) => other.totalUs - one.totalUs),
      paths,
    };
  }

  /** For the paths that were found since. */
  #makeRoom(): void {
    for (let path = this.#own.length; path < this.#paths.count; path++) {
      this.#own.push(noWait());
      this.#below.push(noWait());
      const { service, operation } = this.#paths.step[path]!;
      const name = JSON.stringify([service, operation]);
      let number = this.#operationNumbers.get(name);
      if (number === undefined) {
        number = this.#operations.push(noWait()) - 1;
        this.#operationNumbers.set(name, number);
      }
      this.#operationOf.push(number);
    }
  }

  /** Of one trace, by path, where it is not 0. A path comes after the one it continues. */
  #withBelow(ofPath: ReadonlyMap<number, OwnWait>): ReadonlyMap<number, number> {
    const below = new Map<number, number>();
    for (const path of [...ofPath.keys()].sort((one, other) => other - one)) {
      const nano = (below.get(path) ?? 0) + ofPath.get(path)!.nano;
      if (nano === 0) continue;
      below.set(path, nano);
      const above = this.#paths.parent[path]!;
      if (above >= 0) below.set(above, (below.get(above) ?? 0) + nano);
    }
    return below;
  }
}

/** Row to the time that the trace waited for it. */
function criticalNanoOf(trace: AssembledColumns): Float64Array {
  const rowNano = new Float64Array(trace.rowCount);
  const { row, startNano, endNano } = criticalPath(trace);
  row.forEach((of, piece) => (rowNano[of]! += endNano[piece]! - startNano[piece]!));
  return rowNano;
}

function addWait(
  waits: Map<number, OwnWait>,
  of: number,
  row: number,
  rowNano: Float64Array,
): void {
  const wait = waits.get(of);
  if (wait === undefined) {
    waits.set(of, { nano: rowNano[row]!, spanCount: 1, row });
    return;
  }
  wait.nano += rowNano[row]!;
  wait.spanCount++;
  if (rowNano[row]! > rowNano[wait.row]!) wait.row = row;
}

function keep(
  waited: Waited,
  { nano, spanCount, row }: OwnWait,
  of: {
    readonly number: number;
    readonly traceId: string;
    readonly spanIdOf: (row: number) => string;
  },
): void {
  waited.spanCount += spanCount;
  if (nano === 0) return;
  waited.trace.push(of.number);
  waited.nano.push(nano);
  if (nano <= (waited.worst?.nano ?? 0)) return;
  waited.worst = { traceId: of.traceId, spanId: of.spanIdOf(row), nano };
}

function shareOf(
  { trace, nano, spanCount, worst }: Waited,
  wholeNano: Float64Array,
): OwnCriticalShare {
  const sorted = Float64Array.from(nano).sort();
  const { totalUs, p95WithoutUs } = lossOf({ trace, nano }, wholeNano);
  return {
    ...{ traceCount: trace.length, spanCount, totalUs },
    ...{ p50Us: quantileOf(sorted, 0.5) / 1000, p95Us: quantileOf(sorted, 0.95) / 1000 },
    p95WithoutUs,
    ...(worst === undefined ? {} : { worst: worstOf(worst) }),
  };
}

/** What was waited for, and what the traces would have taken at best without. */
function lossOf(
  { trace, nano }: Pick<Waited, "trace" | "nano">,
  wholeNano: Float64Array,
): OwnCriticalPath["withBelow"] {
  const without = wholeNano.slice();
  trace.forEach(
    (number, place) => (without[number] = Math.max(0, without[number]! - nano[place]!)),
  );
  return { totalUs: sumOf(nano) / 1000, p95WithoutUs: quantileOf(without.sort(), 0.95) / 1000 };
}

function worstOf({
  nano,
  ...where
}: NonNullable<Waited["worst"]>): NonNullable<OwnCriticalShare["worst"]> {
  return { ...where, us: nano / 1000 };
}

function quantileOf(sorted: Float64Array, share: number): number {
  return sorted.length === 0 ? 0 : quantile(sorted, share);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Lets other requests go on each TYPICAL_PATHS_AT_ONCE times. */
function pauses(): () => Promise<void> {
  let count = 0;
  return async () => {
    if (++count % TYPICAL_PATHS_AT_ONCE === 0) await setImmediate();
  };
}

function noWait(): Waited {
  return { trace: [], nano: [], spanCount: 0, worst: undefined };
}
