import { expect, it } from "vitest";
import { swimLayout } from "./flame-layout.ts";
import { handOffLines } from "./hand-off-lines.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { plainScale } from "./time-scale.ts";

it("leads from the lane and the end of a span to the lane and the start of the one that took over", () => {
  const trace = traceOfLines(`
    web order 0..10
      kafka send 5..7
        worker handle 50..90
        worker handle 6..90
  `);
  const layout = swimLayout(trace.spans, plainScale(100_000));
  expect(handOffLines(layout, trace)).toEqual([]);
  const handOffs = [2, 3].map((to) => ({ from: 1, to }));
  const linked = { parts: [], partOf: new Uint8Array(4), handOffs };
  // The lanes of a service begin below its name: web 1, kafka 3, worker 5 and 6.
  expect(handOffLines(layout, { linked })).toEqual([
    { fromUs: 7_000, fromLane: 3, toUs: 50_000, toLane: 6 },
    { fromUs: 6_000, fromLane: 3, toUs: 6_000, toLane: 5 },
  ]);
});
