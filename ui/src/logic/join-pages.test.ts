import { describe, expect, it } from "vitest";
import { joinPages, PagesChangedError } from "./join-pages.ts";
import { pageOf } from "./testing/trace-page.ts";
import { toTrace } from "./trace.ts";

describe("the pages of a trace", () => {
  it("become one trace, with one list of operations", () => {
    const trace = toTrace(joinPages([pageOf(0, ["a", "b"]), pageOf(2, ["b", "c"])]));
    expect([...trace.spans.operation].map((number) => trace.operations[number])).toEqual([
      ...["a", "b", "b", "c"],
    ]);
    expect([...trace.spans.startUs]).toEqual([0, 1, 2, 3]);
    expect([...trace.spans.linkCount]).toEqual([300, 300, 300, 300]);
    expect([...trace.spans.subtreeEnd]).toEqual([1, 2, 3, 4]);
    expect([...trace.events.row]).toEqual([0, 2]);
    expect(trace.orphans.map(({ row }) => row)).toEqual([0, 2]);
    expect(trace.repeats.map(({ row }) => row)).toEqual([0, 2]);
    expect([...trace.criticalPath.row]).toEqual([0, 2]);
  });

  it("are used as they are when there is one", () => {
    const page = pageOf(0, ["a", "b", "c", "d"]);
    expect(joinPages([page])).toBe(page);
  });

  it("are not joined when the trace changed between them", () => {
    const first = pageOf(0, ["a", "b"]);
    expect(() => joinPages([first, pageOf(2, ["c"], { spanCount: 5 })])).toThrow(PagesChangedError);
    expect(() => joinPages([first, pageOf(3, ["c"])])).toThrow(PagesChangedError);
  });
});
