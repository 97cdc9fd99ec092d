import fc from "fast-check";
import { columnsOfSpans } from "../columns-of-spans.ts";
import { spanIdText } from "../span-id-words.ts";
import type { Span } from "../span.ts";
import type { TraceColumns } from "../trace-columns.ts";
import { spanIdFromText, TEXT_TRACE_START, traceFromText } from "../testing/index.ts";
import { describe, expect, it } from "vitest";
import { assembleColumns, type AssembledColumns } from "./assemble-columns.ts";
import { criticalPath } from "./critical-path.ts";
import { selfTimes } from "./self-time.ts";
import { groupSpans } from "./trace-statistics.ts";

/** What is computed in flat loops is compared with the plainest recursive way to say it. */

const [seed] = traceFromText("web:span 0..1");

/** Spans whose parents, times and orders are any; ids do not repeat. */
const anySpans = fc
  .array(
    fc.record({
      parent: fc.integer({ min: -1, max: 14 }),
      start: fc.integer({ min: 0, max: 30 }),
      length: fc.integer({ min: -2, max: 20 }),
      service: fc.integer({ min: 0, max: 2 }),
      isError: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .map((drawn) =>
    drawn.map(({ parent, start, length, isError, service }, index): Span => {
      const startUnixNano = TEXT_TRACE_START + BigInt(start);
      return {
        ...seed!,
        spanId: spanIdFromText((index + 1).toString(16)),
        parentSpanId: parent < 0 ? "" : spanIdFromText((parent + 1).toString(16)),
        ...{ startUnixNano, endUnixNano: startUnixNano + BigInt(length) },
        statusCode: isError ? 2 : 0,
        name: `operation ${service}`,
      };
    }),
  );

interface Node {
  readonly span: Span;
  readonly children: Node[];
}

/** The tree of spans as objects; rings are cut at their first span by start and id, and orphans come last. */
function treeOf(spans: readonly Span[]): Node[] {
  const sorted = [...spans].sort(
    (a, b) => Number(a.startUnixNano - b.startUnixNano) || (a.spanId < b.spanId ? -1 : 1),
  );
  const nodes = new Map(sorted.map((span) => [span.spanId, { span, children: [] as Node[] }]));
  const isAbove = (span: Span, start: Span): boolean => {
    // Follows parents from `start` for at most as many steps as there are spans.
    let at: Span | undefined = nodes.get(start.parentSpanId)?.span;
    for (let step = 0; step < spans.length && at !== undefined; step++) {
      if (at === span) return true;
      at = nodes.get(at.parentSpanId)?.span;
    }
    return false;
  };
  const ringOf = (span: Span): Span[] =>
    isAbove(span, span)
      ? sorted.filter((other) => isAbove(span, other) && isAbove(other, span))
      : [];
  const roots: Node[] = [];
  const orphans: Node[] = [];
  for (const span of sorted) {
    const node = nodes.get(span.spanId)!;
    const parent = nodes.get(span.parentSpanId);
    if (span.parentSpanId === "") roots.push(node);
    else if (parent === undefined || ringOf(span)[0] === span) orphans.push(node);
    else parent.children.push(node);
  }
  return [...roots, ...orphans];
}

function rowsOf(nodes: readonly Node[], depth = 0): { span: Span; depth: number; node: Node }[] {
  return nodes.flatMap((node) => [
    { span: node.span, depth, node },
    ...rowsOf(node.children, depth + 1),
  ]);
}

const timesOf = ({ span }: Node): [number, number] => [
  Number(span.startUnixNano - TEXT_TRACE_START),
  Number(span.endUnixNano - TEXT_TRACE_START),
];

/** Counts the nanoseconds of a span in which no child runs. */
function naiveSelfTime(node: Node): number {
  const [start, end] = timesOf(node);
  let self = 0;
  for (let nano = start; nano < end; nano++) {
    const isCovered = node.children.some((child) => {
      const [from, to] = timesOf(child);
      return from <= nano && nano < to;
    });
    if (!isCovered) self++;
  }
  return self;
}

/** The path of a span within [from, to], backwards in time, as [span id, start, end]. */
function naivePath(node: Node, from: number, to: number): [string, number, number][] {
  const children = node.children
    .map((child) => {
      const [start, end] = timesOf(child);
      return { child, start: Math.max(start, from), end: Math.min(end, to) };
    })
    .filter(({ start, end }) => end > start);
  const path: [string, number, number][] = [];
  let moment = to;
  for (;;) {
    const last = children
      .filter(({ end }) => end <= moment)
      .reduce<(typeof children)[number] | undefined>(
        (best, one) =>
          best === undefined ||
          one.end > best.end ||
          (one.end === best.end && one.start < best.start)
            ? one
            : best,
        undefined,
      );
    const pieceFrom = last?.end ?? from;
    if (moment > pieceFrom) path.push([node.span.spanId, pieceFrom, moment]);
    if (last === undefined) return path;
    path.push(...naivePath(last.child, last.start, last.end));
    children.splice(children.indexOf(last), 1);
    moment = last.start;
  }
}

const idAt = ({ columns, index }: AssembledColumns, row: number): string =>
  spanIdText(columns.spanId, index[row]!);

describe("a trace assembled from columns", () => {
  it("has the rows that walking the tree gives", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const trace = assembleColumns(columnsOfSpans(spans));
        const rows = rowsOf(treeOf(spans));
        const ids = Array.from(trace.index, (_, row) => idAt(trace, row));
        expect(ids).toEqual(rows.map(({ span }) => span.spanId));
        expect([...trace.depth]).toEqual(rows.map(({ depth }) => depth));
        const size = (node: Node): number => rowsOf([node]).length;
        expect([...trace.subtreeEnd]).toEqual(rows.map(({ node }, row) => row + size(node)));
      }),
      { numRuns: 1_000 },
    );
  });

  it("has the self times that counting nanoseconds gives", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const trace = assembleColumns(columnsOfSpans(spans));
        expect([...selfTimes(trace)]).toEqual(
          rowsOf(treeOf(spans)).map(({ node }) => naiveSelfTime(node)),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("has the critical path that following the last ended child gives", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const trace = assembleColumns(columnsOfSpans(spans));
        const path = criticalPath(trace);
        const base = Number(trace.baseUnixNano - TEXT_TRACE_START);
        const [root] = treeOf(spans);
        const [from, to] = root === undefined ? [0, 0] : timesOf(root);
        const naive = root === undefined ? [] : naivePath(root, from, to).reverse();
        const pieces = Array.from(path.row, (row, at) => [
          idAt(trace, row),
          path.startNano[at]! + base,
          path.endNano[at]! + base,
        ]);
        expect(pieces).toEqual(naive);
      }),
      { numRuns: 1_000 },
    );
  });

  it("has the statistics that sorting each group gives", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const trace = assembleColumns(columnsOfSpans(spans));
        const self = selfTimes(trace);
        const nameOf = (row: number): number => trace.columns.name[trace.index[row]!]!;
        const groups = groupSpans(trace, self, nameOf);
        const rows = rowsOf(treeOf(spans));
        for (const group of groups) {
          const own = rows.filter(({ span }) => span.name === rows[group.row]!.span.name);
          const durations = own
            .map(({ node }) => Math.max(0, timesOf(node)[1] - timesOf(node)[0]))
            .sort((a, b) => a - b);
          expect(group).toEqual({
            row: rows.indexOf(own[0]!),
            spanCount: own.length,
            errorCount: own.filter(({ span }) => span.statusCode === 2).length,
            totalNano: durations.reduce((sum, one) => sum + one, 0),
            selfNano: own.reduce((sum, { node }) => sum + naiveSelfTime(node), 0),
            p50Nano: durations[Math.ceil(durations.length * 0.5) - 1],
            p95Nano: durations[Math.ceil(durations.length * 0.95) - 1],
            maxNano: durations.at(-1),
          });
        }
        expect(groups.reduce((sum, { spanCount }) => sum + spanCount, 0)).toBe(spans.length);
      }),
    );
  });

  it("keeps ends and starts apart by centuries", () => {
    const [span] = traceFromText("web:span 0..1");
    const trace = assembleColumns(
      columnsOfSpans([
        { ...span!, startUnixNano: 0n, endUnixNano: 2n ** 64n - 1n },
        { ...span!, spanId: spanIdFromText("b"), startUnixNano: 2n ** 64n - 1n, endUnixNano: 0n },
      ]),
    );
    expect(trace.baseUnixNano).toBe(0n);
    expect(trace.durationNano).toBe(2 ** 64);
    expect([...trace.endNano]).toEqual([2 ** 64, 0]);
  });

  it.each([
    ["one below the other", (index: number) => index - 1, 999_999],
    ["below one of the first thousand", (index: number) => index % 1_000, 1],
  ])("assembles 1,000,000 spans, each %s", (_name, parentOf, depthMax) => {
    const trace = assembleColumns(manySpans(1_000_000, parentOf));
    expect(trace.rowCount).toBe(1_000_000);
    expect(trace.subtreeEnd[0]).toBe(depthMax === 1 ? 1_000 : 1_000_000);
    expect(trace.depth.reduce((max, depth) => Math.max(max, depth), 0)).toBe(depthMax);
    expect(selfTimes(trace).every((nano) => nano >= 0)).toBe(true);
    expect(criticalPath(trace).row.length).toBeGreaterThan(0);
  });
});

/** Spans that only columns can hold so many of; the first thousand are roots unless each has a parent. */
function manySpans(count: number, parentOf: (index: number) => number): TraceColumns {
  const zeros = new Uint32Array(count);
  const columns = {
    spanId: new Uint32Array(count * 2),
    parentSpanId: new Uint32Array(count * 2),
    startUnixNano: new Uint32Array(count * 2),
    durationNano: new Uint32Array(count * 2),
  };
  for (let index = 0; index < count; index++) {
    columns.spanId[index * 2] = index + 1;
    columns.startUnixNano[index * 2] = index;
    columns.startUnixNano[index * 2 + 1] = 1;
    columns.durationNano[index * 2] = 2_000_000 - index;
    const parent = parentOf(index);
    if (parent >= 0 && parent !== index) columns.parentSpanId[index * 2] = parent + 1;
  }
  return {
    ...{ count, ...columns, name: zeros, service: zeros, resource: zeros },
    ...{ kind: new Uint8Array(count), statusCode: new Uint8Array(count) },
    ...{ eventCount: zeros, linkCount: zeros, content: undefined },
    ...{ names: ["work"], services: ["web"], resourceIds: ["0"] },
    events: { from: new Uint32Array(count + 1), timeUnixNano: new Uint32Array() },
    links: {
      from: new Uint32Array(count + 1),
      ...{ traceId: new Uint8Array(), spanId: new Uint8Array() },
    },
  };
}
