import { OWN_EVENT_MARKS_MAX, type Span } from "@spanhouse/model";
import { TEXT_TRACE_ID, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { describe, expect, it } from "vitest";
import { toOwnTrace } from "./to-own-trace.ts";

/** The whole body is in test/conformance/own-api.test.ts; here is what takes unusual spans. */

function withEvents(span: Span, offsetsUs: readonly number[]): Span {
  const events = offsetsUs.map((offset) => ({
    timeUnixNano: TEXT_TRACE_START + BigInt(offset * 1000),
    name: "event",
    attributes: [],
    droppedAttributesCount: 0,
  }));
  return { ...span, events };
}

describe("toOwnTrace", () => {
  it("says why rows stand at the top, and that the trace was cut", () => {
    const spans = traceFromText(`
      web:root 0..9
      web:self 1..2 id=b parent=b
      web:one 3..4 id=c parent=d
      web:two 3..4 id=d parent=c
    `);
    const trace = toOwnTrace(TEXT_TRACE_ID, { spans, truncated: true });
    expect(trace.orphans.map(({ row, reason }) => [row, reason])).toEqual([
      [1, "self"],
      [2, "cycle"],
    ]);
    expect(trace.truncated).toBe(true);
    expect(trace.warnings).toEqual([
      "trace has more than 4 spans, showing first 4 spans only",
      "2 spans are their own ancestors",
    ]);
  });

  it("has the events of each row by time", () => {
    const [root, child] = traceFromText("web:root 0..9\n  web:child 1..2");
    const spans = [withEvents(root!, [30, 10]), withEvents(child!, [20])];
    expect(toOwnTrace(TEXT_TRACE_ID, { spans, truncated: false }).events).toEqual({
      row: [0, 0, 1],
      startUs: [10, 30, 20],
    });
  });

  it("leaves out the events of later rows when there are too many, but counts them", () => {
    const [root, child] = traceFromText("web:root 0..9\n  web:child 1..2");
    const many = Array.from({ length: OWN_EVENT_MARKS_MAX - 1 }, (_, index) => index);
    const spans = [withEvents(root!, many), withEvents(child!, [1, 2, 3])];
    const trace = toOwnTrace(TEXT_TRACE_ID, { spans, truncated: false });
    expect(trace.events.row).toHaveLength(OWN_EVENT_MARKS_MAX);
    expect(trace.spans.eventCount).toEqual([OWN_EVENT_MARKS_MAX - 1, 3]);
  });
});
