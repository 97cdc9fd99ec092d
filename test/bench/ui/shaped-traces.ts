import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { insertTrace } from "./insert-trace.ts";
import { openTrace } from "./open-trace.ts";
import { repeated } from "./repeated.ts";
import { shapedTrace, TRACE_SHAPES, type TraceShape } from "./trace-shapes.ts";
import { treeAndScroll, treeAndScrollMeasures } from "./tree-and-scroll.ts";

/** Opening, scrolling, collapsing and expanding a trace of each shape. */

const SPANS = 100_000;

export async function shapedTraces(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  for (const [at, shape] of TRACE_SHAPES.entries()) {
    const traceId = `5${String(at).padStart(31, "0")}`;
    await insertTrace(ui, shapedTrace(traceId, shape, SPANS));
    measures.push(...(await measuresOf(ui, shape, traceId, runs)));
  }
  return measures;
}

async function measuresOf(
  ui: UiInBrowser,
  shape: TraceShape,
  traceId: string,
  runs: number,
): Promise<readonly Measure[]> {
  const { median: of, largest } = await repeated(runs, () => sampleOf(ui, traceId));
  const measure = (name: string, value: number, unit: string, atMost: number): Measure => ({
    ...{ name: `${shape}, ${SPANS.toLocaleString("en-US")} spans: ${name}`, value, unit },
    goal: { atMost },
  });
  return [
    measure("click to first row", of.firstRow, "ms", 500),
    measure("the same, slowest", largest.firstRow, "ms", 1_000),
    ...treeAndScrollMeasures(of, measure),
  ];
}

async function sampleOf(ui: UiInBrowser, traceId: string) {
  const { watched, firstRow } = await openTrace(ui, traceId);
  const figures = await treeAndScroll(watched.page);
  await watched.close();
  return { firstRow, ...figures };
}
