import { expect, it } from "vitest";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { traceCalls } from "./trace-calls.ts";

it("sums up who calls whom by service and operation, in the order of the rows", () => {
  const trace = traceOfLines(`
    shop GET /cart 0..100
      db SELECT 10..30
      db SELECT 40..80 error
        db SELECT 41..50
    db SELECT 0..5
  `);
  const named = traceCalls(trace).map(({ caller, callee, ...figures }) => ({
    caller: caller === undefined ? "" : trace.services[caller[0]]!.name,
    callee: trace.services[callee[0]]!.name,
    ...figures,
  }));
  expect(named).toEqual([
    {
      caller: "",
      callee: "shop",
      ...{ spanCount: 1, errorCount: 0, totalUs: 100_000, maxUs: 100_000, firstRow: 0 },
    },
    {
      caller: "shop",
      callee: "db",
      ...{ spanCount: 2, errorCount: 1, totalUs: 60_000, maxUs: 40_000, firstRow: 1 },
    },
    {
      caller: "db",
      callee: "db",
      ...{ spanCount: 1, errorCount: 0, totalUs: 9_000, maxUs: 9_000, firstRow: 3 },
    },
    {
      caller: "",
      callee: "db",
      ...{ spanCount: 1, errorCount: 0, totalUs: 5_000, maxUs: 5_000, firstRow: 4 },
    },
  ]);
});
