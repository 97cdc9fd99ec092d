import { describe, expect, it } from "vitest";
import { SpanBlock } from "@spanhouse/storage";
import { SpanRecorder } from "@spanhouse/model/testing";
import { decodeOtlpJson, decodeOtlpProtobuf, type DecodeOutcome } from "@spanhouse/wire";
import type { SpanAppender } from "@spanhouse/model";
import { Random } from "../bench/traffic/random.ts";
import { bodyMutators } from "./body-mutators.ts";
import { SeedRequests, type Format } from "./seed-requests.ts";

// How it works: thousands of damaged requests go into the decoders alone, in this process. The recorder
// asserts the order of calls and that no range leaves its source; the block is what the collector fills.
const seeds = new SeedRequests(21, 40);
const RUNS = 6_000;

function decode(format: Format, body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  return format === "json" ? decodeOtlpJson(body, appender) : decodeOtlpProtobuf(body, appender);
}

describe.each<Format>(["protobuf", "json"])("the %s decoder under damaged input", (format) => {
  it("always ends with an outcome, counts what it appended, and keeps to the order of calls", () => {
    const random = new Random(1);
    const outcomes = new Map<string, number>();
    const mutators = bodyMutators(format);
    for (let run = 0; run < RUNS; run++) {
      const [name, mutate] = random.pick(mutators);
      const body = mutate(random.pick(seeds.bodies(format)), random);
      const recorder = new SpanRecorder();
      const outcome = decode(format, body, recorder);
      outcomes.set(outcome.status, (outcomes.get(outcome.status) ?? 0) + 1);
      if (outcome.status === "malformed") {
        expect([name, outcome.reason]).not.toEqual([name, ""]);
        continue;
      }
      expect([name, recorder.spans.length, recorder.open]).toEqual([
        name,
        outcome.spans,
        "nothing",
      ]);
      expect(outcome.reason === "").toBe(outcome.rejected === 0);
    }
    // Both happen, or the mutators are too tame or too wild to prove anything.
    expect(outcomes.get("decoded")).toBeGreaterThan(RUNS / 50);
    expect(outcomes.get("malformed")).toBeGreaterThan(RUNS / 50);
  });

  it("leaves a block as it was when the block is rolled back, and sound when it is not", () => {
    const random = new Random(2);
    const block = new SpanBlock();
    const control = new SpanBlock();
    const mutators = bodyMutators(format);
    for (let run = 0; run < RUNS / 4; run++) {
      const [, mutate] = random.pick(mutators);
      const body = mutate(random.pick(seeds.bodies(format)), random);
      const mark = block.mark();
      const outcome = decode(format, body, block);
      if (outcome.status === "malformed") {
        block.rollback(mark);
        continue;
      }
      // The control only ever sees what is taken, so it never rolls back.
      expect(decode(format, body, control)).toEqual(outcome);
      expect(block.rows).toBe(control.rows);
    }
    expect(block.rows).toBeGreaterThan(0);
    const day = 20_000;
    expect(
      Buffer.compare(Buffer.concat(block.finish(day)), Buffer.concat(control.finish(day))),
    ).toBe(0);
  });
});
