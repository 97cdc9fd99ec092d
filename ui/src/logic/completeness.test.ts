import { describe, expect, it } from "vitest";
import { ARRIVING_MS, completenessOf } from "./completeness.ts";
import { traceOf } from "./testing/trace.ts";
import type { Trace } from "./trace.ts";

const LONG_AGO_MS = ARRIVING_MS;
const NONE: readonly string[] = [];

function trace(change: Partial<Trace> = {}): Trace {
  return { ...traceOf({ spanId: ["1", "2"] }), ...change };
}

describe("the completeness of a trace", () => {
  it("is whole when nothing is known to be missing or odd", () => {
    expect(completenessOf(trace(), NONE, LONG_AGO_MS)).toBe("whole");
  });

  it("may grow while exporters may still send", () => {
    expect(completenessOf(trace(), NONE, ARRIVING_MS - 1)).toBe("arriving");
  });

  it("is incomplete without a parent, rows or files, however new it is", () => {
    const orphan = { row: 1, parentSpanId: "ff", reason: "missing" } as const;
    const missing: readonly Partial<Trace>[] = [
      { orphans: [orphan] },
      { isTruncated: true },
      { warnings: ["2 files of the spool were not looked at"] },
    ];
    for (const change of missing) {
      expect(completenessOf(trace(change), NONE, 0)).toBe("incomplete");
    }
  });

  it("has remarks when spans are there but do not fit together", () => {
    const cycle = { row: 1, parentSpanId: "ff", reason: "cycle" } as const;
    expect(completenessOf(trace({ orphans: [cycle] }), NONE, LONG_AGO_MS)).toBe("whole");
    expect(completenessOf(trace(), ["One."], LONG_AGO_MS)).toBe("adjusted");
  });
});
