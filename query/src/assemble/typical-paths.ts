import { setImmediate } from "node:timers/promises";
import {
  NO_PATH,
  SpanPaths,
  STATUS_CODE_ERROR,
  type OwnTypicalFigure,
  type OwnTypicalPath,
} from "@spanhouse/model";
import {
  type AssembledColumns,
  criticalPath,
  quantile,
  selfTimes,
} from "@spanhouse/model/assembly";
import { TYPICAL_PATHS_AT_ONCE } from "../limits.ts";
import { pathRowsOf } from "./path-rows.ts";

const FIGURES = ["spanCount", "errorCount", "totalUs", "selfUs", "criticalUs", "startUs"] as const;
type FigureName = (typeof FIGURES)[number];

/** What each trace that has the path adds: a number of each figure. */
type PathValues = Readonly<Record<FigureName, number[]>>;

/**
 * Sums traces up by the paths of their spans (core/model, span-paths.ts): what every trace has of each path, so that
 * medians can be told. It keeps six numbers per path and trace, and no trace.
 */
export class TypicalPaths {
  readonly #paths: SpanPaths;
  readonly #values: PathValues[] = [];
  #traceCount = 0;
  #leftOutSpans = 0;

  /** Spans of further paths than `pathsMax` are left out, with what is below them. */
  constructor(pathsMax: number) {
    this.#paths = new SpanPaths(pathsMax);
  }

  /** Spans whose path is not counted. */
  get leftOutSpans(): number {
    return this.#leftOutSpans;
  }

  add(trace: AssembledColumns): void {
    const { rowCount, columns, index, startNano, endNano } = trace;
    const pathOf = this.#paths.addRows(pathRowsOf(trace), rowCount);
    const own = new Map<number, Record<FigureName, number>>();
    const self = selfTimes(trace);
    for (let row = 0; row < rowCount; row++) {
      const path = pathOf[row]!;
      if (path === NO_PATH) {
        this.#leftOutSpans++;
        continue;
      }
      let sums = own.get(path);
      if (sums === undefined) {
        sums = {
          spanCount: 0,
          errorCount: 0,
          totalUs: 0,
          selfUs: 0,
          criticalUs: 0,
          startUs: Infinity,
        };
        own.set(path, sums);
      }
      sums.spanCount++;
      if (columns.statusCode[index[row]!] === STATUS_CODE_ERROR) sums.errorCount++;
      sums.totalUs += Math.max(0, endNano[row]! - startNano[row]!) / 1000;
      sums.selfUs += self[row]! / 1000;
      sums.startUs = Math.min(sums.startUs, startNano[row]! / 1000);
    }
    const critical = criticalPath(trace);
    critical.row.forEach((row, piece) => {
      const sums = own.get(pathOf[row]!);
      if (sums === undefined) return;
      sums.criticalUs += (critical.endNano[piece]! - critical.startNano[piece]!) / 1000;
    });
    this.#traceCount++;
    while (this.#values.length < this.#paths.count) this.#values.push(noValues());
    for (const [path, sums] of own) {
      for (const name of FIGURES) this.#values[path]![name].push(sums[name]);
    }
  }

  /** By path, one after the path that it continues. Pauses now and then, so that other requests are not held. */
  async summarize(): Promise<readonly OwnTypicalPath[]> {
    const { parent, step } = this.#paths;
    const paths: OwnTypicalPath[] = [];
    for (const [path, values] of this.#values.entries()) {
      if (path % TYPICAL_PATHS_AT_ONCE === TYPICAL_PATHS_AT_ONCE - 1) await setImmediate();
      const figure = (name: FigureName): OwnTypicalFigure =>
        figureOf(Float64Array.from(values[name]), this.#traceCount);
      paths.push({
        ...{ parent: parent[path]!, ...step[path]! },
        traceCount: values.spanCount.length,
        ...{ spanCount: figure("spanCount"), errorCount: figure("errorCount") },
        ...{ totalUs: figure("totalUs"), selfUs: figure("selfUs") },
        criticalUs: figure("criticalUs"),
        startUs: figure("startUs").p50,
      });
    }
    return paths;
  }
}

function figureOf(values: Float64Array, traceCount: number): OwnTypicalFigure {
  const sorted = values.sort();
  return {
    p05: quantile(sorted, 0.05),
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    mean: sorted.reduce((sum, value) => sum + value, 0) / traceCount,
  };
}

function noValues(): PathValues {
  return { spanCount: [], errorCount: [], totalUs: [], selfUs: [], criticalUs: [], startUs: [] };
}
