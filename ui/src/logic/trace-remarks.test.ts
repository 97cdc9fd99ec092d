import { OWN_SPAN_FLAGS } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { traceOf } from "./testing/trace.ts";
import { CLOCKS_AGREE_US, remarksOf } from "./trace-remarks.ts";

describe("the remarks on a trace", () => {
  it("are the server's, as sentences", () => {
    const warnings = ["2 spans name a parent that is not in the trace", "Odd."];
    expect(remarksOf({ ...traceOf({ spanId: ["1"] }), warnings })).toEqual([
      "2 spans name a parent that is not in the trace.",
      "Odd.",
    ]);
  });

  it("say which spans end before they start", () => {
    const flags = [0, OWN_SPAN_FLAGS.endsBeforeStart, OWN_SPAN_FLAGS.endsBeforeStart];
    const trace = (spans: number) =>
      traceOf({ spanId: ["1", "2", "3"].slice(0, spans), flags: flags.slice(0, spans) });
    expect(remarksOf(trace(1))).toEqual([]);
    expect(remarksOf(trace(2))).toEqual(["1 span ends before it starts: drawn as a mark."]);
    expect(remarksOf(trace(3))).toEqual(["2 spans end before they start: drawn as a mark."]);
  });

  it("take what a linked trace hangs below for no caller", () => {
    const trace = traceOf({ spanId: ["1", "2"], parentRow: [-1, 0], startUs: [50_000, 0] });
    const linked = { parts: [], partOf: Uint8Array.of(0, 1), handOffs: [] };
    expect(remarksOf({ ...trace, linked })).toEqual([]);
  });

  it("say that clocks differ when a call begins clearly before its caller", () => {
    const started = (us: number) =>
      remarksOf(traceOf({ spanId: ["1", "2"], parentRow: [-1, 0], startUs: [5_000, us] }));
    expect(started(6_000)).toEqual([]);
    expect(started(5_000 - CLOCKS_AGREE_US)).toEqual([]);
    expect(started(5_000 - CLOCKS_AGREE_US - 1)).toEqual([
      "1 span starts before its parent: clocks of hosts may differ.",
    ]);
  });
});
