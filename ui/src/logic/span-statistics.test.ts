import { describe, expect, it } from "vitest";
import { spanStatistics, textColumnOf } from "./span-statistics.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";

const trace = traceOfLines(`
  shop GET /cart 0..100 server
    db SELECT 10..30 client
    db SELECT 40..80 client error
`);

describe("statistics of spans", () => {
  it("count, sum and rank the spans of each value, the most self time first", () => {
    expect(spanStatistics(trace, textColumnOf(trace, "service")!)).toEqual([
      {
        ...{ value: "db", spanCount: 2, errorCount: 1, totalUs: 60_000, selfUs: 60_000 },
        ...{ p50Us: 20_000, p95Us: 40_000, maxUs: 40_000 },
      },
      {
        ...{ value: "shop", spanCount: 1, errorCount: 0, totalUs: 100_000, selfUs: 40_000 },
        ...{ p50Us: 100_000, p95Us: 100_000, maxUs: 100_000 },
      },
    ]);
  });

  it("leave out spans without the attribute", () => {
    const column = { values: ["mysql"], of: Int32Array.of(-1, -1, 0) };
    const attributes = { columns: new Map([["db.system.name", column]]), keys: [] };
    const [row, ...others] = spanStatistics(
      trace,
      textColumnOf(trace, "db.system.name", attributes)!,
    );
    expect(row).toMatchObject({ value: "mysql", spanCount: 1, totalUs: 40_000 });
    expect(others).toEqual([]);
  });

  it("know the fields of spans, and no attribute that was not read", () => {
    const values = (key: string) =>
      spanStatistics(trace, textColumnOf(trace, key)!).map((row) => row.value);
    expect(values("operation")).toEqual(["SELECT", "GET /cart"]);
    expect(values("kind")).toEqual(["client", "server"]);
    expect(values("status")).toContain("error");
    expect(textColumnOf(trace, "db.system.name")).toBeUndefined();
  });
});
