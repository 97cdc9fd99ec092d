import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adjustedCountOf, latencyBinOf } from "@spanhouse/model";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedEngine } from "../connection/embedded-engine.ts";
import type { Engine } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { latencyBinSql } from "./latency-bin-sql.ts";
import { SPAN_WEIGHT_WITH } from "./span-weight-sql.ts";

/** What the views compute per span, in the engine and in core/model. */

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-red-"));
  engine = await openEmbeddedEngine({ folder, memoryBytesMax: 0 });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function weightsOf(traceStates: readonly string[]): Promise<number[]> {
  const sql = `WITH ${SPAN_WEIGHT_WITH.join(", ")} SELECT span_weight FROM (SELECT arrayJoin({texts:Array(String)}) AS trace_state)`;
  const row = rowReader(await engine.read({ sql, parameters: { texts: traceStates } }));
  return traceStates.map(() => row.float64());
}

async function binsOf(durationsNano: readonly bigint[]): Promise<number[]> {
  const sql = `SELECT ${latencyBinSql("duration_nano")} FROM (SELECT arrayJoin({numbers:Array(Int64)}) AS duration_nano)`;
  const row = rowReader(await engine.read({ sql, parameters: { numbers: durationsNano } }));
  return durationsNano.map(() => row.uint16());
}

const digits = fc.stringMatching(/^[0-9a-fA-F]{0,16}$/);
const member = fc.oneof(
  digits.map((text) => `th:${text}`),
  fc.constantFrom("rv:6e6d1a75832a2f", "p:8", "th", "th:", "xth:8", "th:zz", " th:8", "th:8 ", ""),
  fc.string({ maxLength: 5 }),
);
const blank = fc.constantFrom(
  "",
  " ",
  "\t",
  "\u00a0",
  "\ufeff",
  "\u2003",
  "\n",
  "\u000b",
  "\u0085",
  "\u200b",
);
const entry = fc.oneof(
  fc
    .tuple(blank, fc.array(member, { maxLength: 4 }), blank)
    .map(([before, members, after]) => `${before}ot=${members.join(";")}${after}`),
  fc.constantFrom("vendor=1", "vendor=ot=th:8", "ot", "ot =th:8", "OT=th:8", ""),
  fc.string({ unit: "binary", maxLength: 8 }),
);
// Around the 256 characters that an entry may have, in characters of one and of two units.
const long = fc
  .tuple(fc.integer({ min: 245, max: 260 }), fc.constantFrom("x", "é", "😀"))
  .map(([length, char]) =>
    `ot=th:8;${char.repeat(Math.ceil(length / char.length))}`.slice(0, length + 3),
  );
const traceState = fc.oneof(
  fc.array(entry, { maxLength: 4 }).map((entries) => entries.join(",")),
  long,
);

describe("the weight of a span in SQL", () => {
  it("is what core/model says, for every tracestate", async () => {
    // What is stored is UTF-8, so without half characters.
    const samples = fc
      .sample(traceState, 5_000)
      .filter((text) => Buffer.from(text).toString() === text);
    expect(samples.filter((text) => adjustedCountOf(text) !== 1).length).toBeGreaterThan(500);
    for (let at = 0; at < samples.length; at += 500) {
      const texts = samples.slice(at, at + 500);
      const weights = await weightsOf(texts);
      for (const [index, text] of texts.entries()) {
        if (weights[index] !== adjustedCountOf(text)) {
          expect([text, weights[index]]).toEqual([text, adjustedCountOf(text)]);
        }
      }
    }
  });

  it("is 2^56 at most, and 1 without a threshold", async () => {
    expect(
      await weightsOf(["", "ot=th:0", "ot=th:8", "ot=th:ffffffffffffff", "ot=th:fd70a"]),
    ).toEqual([1, 1, 2, 2 ** 56, adjustedCountOf("ot=th:fd70a")]);
  });
});

describe("the bin of a duration in SQL", () => {
  it("is what core/model says, but next to an edge where logarithms differ in their last bit", async () => {
    const duration = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: 0n, max: 10n ** 10n }),
    );
    const durations = fc.sample(duration, 5_000);
    const bins = await binsOf(durations);
    for (const [index, durationNano] of durations.entries()) {
      const wanted = latencyBinOf(Number(durationNano));
      if (bins[index] === wanted) continue;
      const octaves = 25 * Math.log2(Number(durationNano) / 2e6);
      expect(Math.abs(octaves - Math.round(octaves)), String(durationNano)).toBeLessThan(1e-9);
      expect(Math.abs(bins[index]! - wanted)).toBe(1);
    }
  });

  it("has 2, 4, 8 … ms as exact upper edges", async () => {
    const edges = Array.from({ length: 30 }, (_, octave) => 2_000_000n * 2n ** BigInt(octave));
    const bins = edges.map((_, octave) => 1024 + 25 * octave);
    expect(await binsOf(edges)).toEqual(bins);
    expect(await binsOf(edges.slice(0, 20).map((edge) => edge + 1n))).toEqual(
      bins.slice(0, 20).map((bin) => bin + 1),
    );
    expect(await binsOf([0n, -5n, 1n, 2n ** 63n - 1n])).toEqual([0, 0, 501, 2076]);
  });
});
