import { columnsOfSpans } from "@spanhouse/model";
import { assembleColumns } from "@spanhouse/model/assembly";
import { traceFromText } from "@spanhouse/model/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CriticalTime } from "./critical-time.ts";

function sumUp(texts: readonly string[], pathsMax = 100): CriticalTime {
  const time = new CriticalTime(pathsMax);
  texts.forEach((text, at) =>
    time.add(idOf(at), assembleColumns(columnsOfSpans(traceFromText(text)))),
  );
  return time;
}

function idOf(at: number): string {
  return (at + 1).toString(16).padStart(32, "0");
}

/** web waits 10 ms itself, for the rest of `ms` for the database, and never for what runs beside it. */
function trace(ms: number): string {
  return `
    web:GET / 0..${ms} server
      db:SELECT 10..${ms} client
        disk:read ${ms - 1}..${ms}
      cache:GET 10..${ms - 5} client
  `;
}

describe("CriticalTime", () => {
  it("says for how long how many traces waited for an operation, and what were left without it", async () => {
    const { operations, ...whole } = await sumUp([
      trace(40),
      trace(100),
      "web:GET / 0..30 server",
    ]).summarize();
    expect(whole).toMatchObject({ totalUs: 170_000, p50Us: 40_000, p95Us: 100_000 });
    expect(
      operations.map(({ service, operation, ...figures }) => [service, operation, figures]),
    ).toEqual([
      [
        ...["db", "SELECT"],
        {
          ...{ traceCount: 2, spanCount: 2, totalUs: 118_000, p50Us: 29_000, p95Us: 89_000 },
          p95WithoutUs: 30_000,
          worst: { traceId: idOf(1), spanId: "0000000000000002", us: 89_000 },
        },
      ],
      [
        ...["web", "GET /"],
        {
          ...{ traceCount: 3, spanCount: 3, totalUs: 50_000, p50Us: 10_000, p95Us: 30_000 },
          p95WithoutUs: 90_000,
          worst: { traceId: idOf(2), spanId: "0000000000000001", us: 30_000 },
        },
      ],
      [
        ...["disk", "read"],
        {
          ...{ traceCount: 2, spanCount: 2, totalUs: 2_000, p50Us: 1_000, p95Us: 1_000 },
          p95WithoutUs: 99_000,
          worst: { traceId: idOf(0), spanId: "0000000000000003", us: 1_000 },
        },
      ],
    ]);
  });

  it("tells the paths to an operation apart, and what is below each", async () => {
    const { operations, paths } = await sumUp([
      `
        web:GET / 0..100 server
          db:SELECT 10..20 client
          cart:load 30..90 server
            db:SELECT 40..80 client
            db:SELECT 81..82 client
      `,
    ]).summarize();
    expect(operations[0]).toMatchObject({ operation: "SELECT", totalUs: 51_000, spanCount: 3 });
    expect(
      paths.map(({ parent, operation, totalUs, withBelow, worst }) => [
        ...[parent, operation, totalUs, withBelow.totalUs, withBelow.p95WithoutUs, worst?.spanId],
      ]),
    ).toEqual([
      [-1, "GET /", 30_000, 100_000, 0, "0000000000000001"],
      [0, "SELECT", 10_000, 10_000, 90_000, "0000000000000002"],
      [0, "load", 19_000, 60_000, 40_000, "0000000000000003"],
      [2, "SELECT", 41_000, 41_000, 59_000, "0000000000000004"],
    ]);
  });

  it("keeps a path that nobody waited for, without figures, and leaves it out of the operations", async () => {
    const { operations, paths } = await sumUp([trace(40)]).summarize();
    expect(operations.map(({ service }) => service)).not.toContain("cache");
    const unwaited = paths.find(({ service }) => service === "cache");
    expect(unwaited).toMatchObject({ traceCount: 0, spanCount: 1, p50Us: 0, p95WithoutUs: 40_000 });
    expect(unwaited).not.toHaveProperty("worst");
  });

  it("has zeros without any trace, and counts spans beyond its bound of paths as left out", async () => {
    const none = { totalUs: 0, p50Us: 0, p95Us: 0, operations: [], paths: [] };
    expect(await sumUp([]).summarize()).toEqual(none);
    const few = sumUp([trace(40)], 2);
    expect(few.leftOutSpans).toBe(2);
    expect((await few.summarize()).paths.map(({ service }) => service)).toEqual(["web", "db"]);
  });

  it("never says that more is won than is there, and sums up to the durations of the roots", async () => {
    const lengths = fc.array(fc.integer({ min: 12, max: 500 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lengths, async (all) => {
        const { operations, paths, totalUs, p95Us } = await sumUp(all.map(trace)).summarize();
        const whole = all.reduce((sum, ms) => sum + ms * 1_000, 0);
        const sum = (parts: readonly { readonly totalUs: number }[]): number =>
          parts.reduce((total, part) => total + part.totalUs, 0);
        expect([totalUs, sum(operations), sum(paths)]).toEqual([whole, whole, whole]);
        for (const { p95WithoutUs } of operations) {
          expect(p95WithoutUs).toBeGreaterThanOrEqual(0);
          expect(p95WithoutUs).toBeLessThanOrEqual(p95Us);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("lets others go on while it sums up many paths", async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => `  db:SELECT ${at} 1..2`);
    const time = sumUp([["web:GET / 0..9", ...lines].join("\n")], 10_000);
    const order: string[] = [];
    const summed = time.summarize().then(({ paths }) => order.push(`summed ${paths.length}`));
    setImmediate(() => order.push("another"));
    await summed;
    expect(order).toEqual(["another", "summed 1001"]);
  });
});
