import { expect, it } from "vitest";
import { EVENT_MARKS_DRAWN_MAX, eventMarks } from "./event-marks.ts";
import { traceOf } from "./testing/trace.ts";
import { toTraceModel } from "./trace-model.ts";

it("gives each row its own events, and a bounded, even choice of very many", () => {
  const many = Array.from({ length: 1000 }, (_, index) => index);
  const model = toTraceModel(
    traceOf({
      spanId: ["aa", "bb", "cc"],
      events: { row: [0, ...many.map(() => 1)], startUs: [7, ...many] },
    }),
  );
  expect(eventMarks(model, 0)).toEqual([7]);
  expect(eventMarks(model, 2)).toEqual([]);
  const marks = eventMarks(model, 1);
  expect(marks).toHaveLength(EVENT_MARKS_DRAWN_MAX);
  expect(marks.slice(0, 3)).toEqual([0, 25, 50]);
});
