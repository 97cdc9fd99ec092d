import { serviceNameOf, type Span } from "@spanhouse/model";
import { spanIdFromText, traceFromText } from "@spanhouse/model/testing";
import { assembleTrace, toJaegerTrace } from "@spanhouse/query/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Traces in which ids are shared at random between clients, servers and others, as one tree. */

const CLIENT = 3;
const SERVER = 2;

/** Few ids, services and times, so that they meet. */
const spanLine = fc
  .record({
    service: fc.constantFrom("web", "shop", "db"),
    start: fc.nat(9),
    length: fc.nat(9),
    kind: fc.constantFrom("client", "server", "internal", "producer", "consumer"),
    id: fc.constantFrom("a", "b", "c", "d"),
    parent: fc.constantFrom("", "a", "b", "c", "d", "e"),
  })
  .map(
    ({ service, start, length, kind, id, parent }) =>
      `${service}:x ${start}..${start + length} ${kind} id=${id} parent=${parent}`,
  );
const spansOfTrace = fc
  .array(spanLine, { minLength: 1, maxLength: 12 })
  .map((lines) => traceFromText(lines.join("\n")));

function isCaller({ kind }: Span): boolean {
  return kind === 3 || kind === 4;
}

function isCalled({ kind }: Span): boolean {
  return kind === 2 || kind === 5;
}

/** Says of each row who its parent is, so that two trees can be compared. */
function told(spans: readonly Span[], parentRow: ArrayLike<number>): string[] {
  const text = (span: Span): string =>
    `${serviceNameOf(span.resource)} ${span.spanId} ${span.kind} ${span.startUnixNano} ${span.endUnixNano} ${span.parentSpanId}`;
  return spans.map(
    (span, row) =>
      `${text(span)} below ${parentRow[row]! < 0 ? "" : text(spans[parentRow[row]!]!)}`,
  );
}

describe("assembly", () => {
  it("shows every distinct span once, below a parent that stands above it", () => {
    fc.assert(
      fc.property(spansOfTrace, (spans) => {
        const { spans: rows, parentRow, depth, copies, subtreeEnd } = assembleTrace(spans);
        const copyCount = [...copies.values()].reduce((sum, count) => sum + count, 0);
        expect(rows.length + copyCount).toBe(spans.length);
        rows.forEach((_, row) => {
          const above = parentRow[row]!;
          expect(above).toBeLessThan(row);
          expect(depth[row]).toBe(above < 0 ? 0 : depth[above]! + 1);
          if (above >= 0) expect(subtreeEnd[row]).toBeLessThanOrEqual(subtreeEnd[above]!);
        });
      }),
    );
  });

  it("does not depend on the order in which spans come", () => {
    fc.assert(
      fc.property(spansOfTrace, fc.array(fc.nat(), { minLength: 12 }), (spans, ranks) => {
        const order = spans.map((_, index) => index).sort((a, b) => ranks[a]! - ranks[b]!);
        const shuffled = order.map((index) => spans[index]!);
        const [first, second] = [assembleTrace(spans), assembleTrace(shuffled)];
        expect(told(second.spans, second.parentRow)).toEqual(told(first.spans, first.parentRow));
      }),
    );
  });

  it("hangs the called ends of a shared call below a caller with their id", () => {
    fc.assert(
      fc.property(spansOfTrace, (spans) => {
        const trace = assembleTrace(spans);
        trace.spans.forEach((span, row) => {
          const hasCaller = trace.spans.some(
            (other) => other.spanId === span.spanId && isCaller(other),
          );
          // Its caller may be below it by another way, and then one of the two is cut off.
          if (!isCalled(span) || !hasCaller || trace.orphans.has(row)) return;
          const parent = trace.spans[trace.parentRow[row]!]!;
          expect(parent.spanId).toBe(span.spanId);
          expect(isCaller(parent)).toBe(true);
        });
      }),
    );
  });

  it("never hangs a child below the end of another service than its own, when one end is its own", () => {
    fc.assert(
      fc.property(spansOfTrace, (spans) => {
        const trace = assembleTrace(spans);
        trace.spans.forEach((span, row) => {
          const parent = trace.spans[trace.parentRow[row]!];
          if (parent === undefined || parent.spanId === span.spanId) return;
          const ends = trace.spans.filter(({ spanId }) => spanId === parent.spanId);
          const called = ends.filter(isCalled);
          const callers = ends.filter(isCaller);
          if (callers.length !== 1 || called.length === 0) return;
          const service = serviceNameOf(span.resource);
          const own = [...callers, ...called].filter(
            (end) => serviceNameOf(end.resource) === service,
          );
          if (own.length > 0) expect(own).toContain(parent);
          else expect(called).toContain(parent);
        });
      }),
    );
  });
});

describe("Jaeger's answer", () => {
  it("has a different id for every called end of a shared call, and parents that are in it", () => {
    fc.assert(
      fc.property(spansOfTrace, (spans) => {
        const trace = assembleTrace(spans);
        const answer = toJaegerTrace({ spans, truncated: false }, { raw: false });
        const sent = new Set(spans.map(({ spanId }) => spanId));
        answer.spans.forEach((span, row) => {
          const parentRow = trace.parentRow[row]!;
          const isShared =
            parentRow >= 0 && trace.spans[parentRow]!.spanId === trace.spans[row]!.spanId;
          expect(sent.has(span.spanId)).toBe(!isShared);
          if (isShared) {
            expect(answer.spans.filter(({ spanId }) => spanId === span.spanId)).toHaveLength(1);
          }
          if (parentRow >= 0) expect(span.parentSpanId).toBe(answer.spans[parentRow]!.spanId);
        });
      }),
    );
  });

  it("says the tree of a call through three services that all share ids", () => {
    const trace = traceFromText(`
      web:GET / 0..90 server id=1
      web:call shop 10..80 client id=2 parent=1
      shop:GET /items 15..75 server id=2 parent=1
      shop:call db 20..70 client id=3 parent=2
      db:query 30..60 server id=3 parent=2
      db:scan 35..50 id=4 parent=3
    `);
    const { spans } = toJaegerTrace({ spans: trace, truncated: false }, { raw: false });
    const nameOf = new Map(spans.map(({ spanId, name }) => [spanId, name]));
    expect(nameOf.size).toBe(6);
    expect(spans.map(({ name, parentSpanId }) => [name, nameOf.get(parentSpanId) ?? ""])).toEqual([
      ["GET /", ""],
      ["call shop", "GET /"],
      ["GET /items", "call shop"],
      ["call db", "GET /items"],
      ["query", "call db"],
      ["scan", "query"],
    ]);
    const client = spans.find(({ name }) => name === "call shop");
    expect(client).toMatchObject({ spanId: spanIdFromText("2"), kind: CLIENT });
    expect(spans.find(({ name }) => name === "GET /items")!.kind).toBe(SERVER);
  });
});
