import { columnsOfSpans } from "@spanhouse/model";
import { assembleColumns } from "@spanhouse/model/assembly";
import { traceFromText } from "@spanhouse/model/testing";
import { describe, expect, it } from "vitest";
import { TypicalPaths } from "./typical-paths.ts";

function add(paths: TypicalPaths, text: string): void {
  paths.add(assembleColumns(columnsOfSpans(traceFromText(text))));
}

describe("TypicalPaths", () => {
  it("tells per path how many traces have it, how often, how long, and how long they waited for it", async () => {
    const typical = new TypicalPaths(100);
    for (const length of [10, 20, 30]) {
      add(
        typical,
        `
        web:GET / 0..${length + 2} server
          db:SELECT 1..${length / 2} client
          db:SELECT ${length / 2}..${length} client${length === 30 ? " error" : ""}
      `,
      );
    }
    add(typical, "web:GET / 0..8 server\n  cache:GET 1..3 client");
    const [root, select, cache] = await typical.summarize();
    expect(root).toMatchObject({
      ...{ parent: -1, service: "web", operation: "GET /", kind: 2, traceCount: 4, startUs: 0 },
      selfUs: { p05: 3_000, p50: 3_000, p95: 6_000, mean: 3_750 },
      spanCount: { p05: 1, p50: 1, p95: 1, mean: 1 },
    });
    expect(select).toMatchObject({
      ...{ parent: 0, service: "db", operation: "SELECT", traceCount: 3, startUs: 1_000 },
      spanCount: { p05: 2, p50: 2, p95: 2, mean: 1.5 },
      totalUs: { p05: 9_000, p50: 19_000, p95: 29_000, mean: 14_250 },
      errorCount: { p50: 0, p95: 1, mean: 0.25 },
    });
    expect(cache).toMatchObject({ parent: 0, traceCount: 1, selfUs: { p50: 2_000, mean: 500 } });
    // The means of what traces waited for are the mean of their durations.
    const waited = [root, select, cache].reduce((sum, path) => sum + path!.criticalUs.mean, 0);
    expect(waited).toBeCloseTo(((12 + 22 + 32 + 8) / 4) * 1_000);
  });

  it("counts spans beyond its bound of paths as left out", async () => {
    const typical = new TypicalPaths(1);
    add(typical, "web:GET / 0..9\n  db:SELECT 1..2\n    db:read 1..2");
    expect((await typical.summarize()).map(({ operation }) => operation)).toEqual(["GET /"]);
    expect(typical.leftOutSpans).toBe(2);
  });

  it("lets others go on while it sums up many paths", async () => {
    const typical = new TypicalPaths(10_000);
    const lines = Array.from({ length: 1_000 }, (_, at) => `  db:SELECT ${at} 1..2`);
    add(typical, ["web:GET / 0..9", ...lines].join("\n"));
    const order: string[] = [];
    const summed = typical.summarize().then((paths) => order.push(`summed ${paths.length}`));
    setImmediate(() => order.push("another"));
    await summed;
    expect(order).toEqual(["another", "summed 1001"]);
  });
});
