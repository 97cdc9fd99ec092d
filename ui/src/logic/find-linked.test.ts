import type { OwnTraceLink } from "@spanhouse/model";
import { expect, it } from "vitest";
import { findLinked, type LinkSource } from "./find-linked.ts";
import { LINKED_SPANS_MAX, LINKED_TRACES_MAX } from "./linked-parts.ts";
import { traceOf } from "./testing/trace.ts";
import type { Trace } from "./trace.ts";

type Link = Pick<OwnTraceLink, "spanId" | "linkedTraceId" | "linkedSpanId">;

/** Two spans, 1 and 2, the second below the first. */
function trace(traceId: string, spanCount = 2): Trace {
  return {
    ...traceOf({ spanId: ["1", "2"], parentRow: [-1, 0], subtreeEnd: [2, 2] }),
    traceId,
    spanCount,
  };
}

function idOf(span: number): string {
  return span.toString(16).padStart(16, "0");
}

function link(from: number, linkedTraceId: string, to: number): Link {
  return { spanId: idOf(from), linkedTraceId, linkedSpanId: idOf(to) };
}

/** Traces by name with their links. */
function sourceOf(
  links: Readonly<Record<string, readonly Link[]>>,
  sizes: Readonly<Record<string, number>> = {},
): LinkSource & { readonly read: string[] } {
  const read: string[] = [];
  return {
    read,
    readTrace: (traceId, spansMax) => {
      read.push(traceId);
      const size = sizes[traceId] ?? 2;
      const isThere = traceId in links && size <= spansMax;
      return Promise.resolve(isThere ? trace(traceId, size) : undefined);
    },
    readLinks: ({ traceId }) => Promise.resolve(links[traceId] ?? []),
    findLinking: ({ traceId }, countMax) =>
      Promise.resolve(
        Object.keys(links)
          .filter((name) => links[name]!.some(({ linkedTraceId }) => linkedTraceId === traceId))
          .slice(0, countMax + 1),
      ),
  };
}

it("finds what spans link to and what links to them, and puts each below the span it belongs to", async () => {
  const source = sourceOf({
    a: [link(2, "before", 1)],
    before: [],
    after: [link(1, "a", 2)],
    last: [link(1, "after", 2)],
    unrelated: [link(1, "nobody", 1)],
  });
  const { traces, handOffs, warnings } = await findLinked(trace("a"), source);
  expect(traces.map(({ trace: { traceId }, below }) => [traceId, below])).toEqual([
    ["a", undefined],
    ["before", { part: 0, row: 1 }],
    ["after", { part: 0, row: 1 }],
    ["last", { part: 2, row: 1 }],
  ]);
  expect(handOffs).toEqual([
    { from: { part: 1, row: 0 }, to: { part: 0, row: 1 } },
    { from: { part: 0, row: 1 }, to: { part: 2, row: 0 } },
    { from: { part: 2, row: 1 }, to: { part: 3, row: 0 } },
  ]);
  expect(warnings).toEqual([]);
});

it("shows a trace once, however it is linked, and one that links to itself as it is", async () => {
  const source = sourceOf({
    a: [link(1, "a", 2), link(1, "b", 1), link(2, "b", 2)],
    b: [link(1, "a", 1)],
  });
  const { traces, handOffs } = await findLinked(trace("a"), source);
  expect(traces).toHaveLength(2);
  expect(handOffs).toHaveLength(3);
});

it("says which traces are too far away, too many, too large or not there", async () => {
  const far = sourceOf({ a: [], b: [link(1, "a", 1)], c: [link(1, "b", 1)], d: [link(1, "c", 1)] });
  const chain = await findLinked(trace("a"), far);
  expect(chain.traces.map(({ trace: { traceId } }) => traceId)).toEqual(["a", "b", "c"]);
  expect(chain.warnings).toEqual([expect.stringMatching(/more than 2 links away: 1$/)]);
  expect(far.read).not.toContain("d");

  const names = Array.from({ length: LINKED_TRACES_MAX + 1 }, (_, at) => `b${at}`);
  const wide = sourceOf(Object.fromEntries(names.map((name) => [name, [link(1, "a", 1)]])));
  const many = await findLinked(trace("a"), wide);
  expect(many.traces).toHaveLength(LINKED_TRACES_MAX + 1);
  expect(many.warnings).toEqual([expect.stringMatching(/more than 20 .* together: 1$/)]);

  const large = sourceOf(
    { a: [link(1, "b", 1), link(1, "gone", 1)], b: [] },
    { b: LINKED_SPANS_MAX + 1 },
  );
  const some = await findLinked(trace("a"), large);
  expect(some.traces).toHaveLength(1);
  expect(some.warnings).toEqual([expect.stringMatching(/not stored, or .* too large.*: 2$/)]);
});
