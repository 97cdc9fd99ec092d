import { afterEach, describe, expect, it, vi } from "vitest";
import { SpanBlock } from "@spanhouse/storage";
import { SpanRecorder } from "@spanhouse/model/testing";
import { Random } from "../bench/traffic/random.ts";
import { SeedRequests } from "./seed-requests.ts";
import { WIRE_FORMATS } from "./wire-formats.ts";

// How it works: thousands of damaged requests go into the decoders alone, in this process. The recorder
// asserts the order of calls and that no range leaves its source; the block is what the collector fills.
const seeds = new SeedRequests(21, 40);
const RUNS = 1_500;
/** Enough on a machine that does much else. */
const TIMEOUT_MS = 90_000;

afterEach(() => vi.useRealTimers());

describe.each(WIRE_FORMATS)("the decoder of $name under damaged input", ({ name, decode }) => {
  it(
    "always ends with an outcome, counts what it appended, and keeps to the order of calls",
    () => {
      const random = new Random(1);
      const outcomes = new Map<string, number>();
      const breaches: unknown[] = [];
      for (let run = 0; run < RUNS; run++) {
        const [mutator, body] = seeds.mutant(name, random);
        const recorder = new SpanRecorder();
        const outcome = decode(body, recorder);
        outcomes.set(outcome.status, (outcomes.get(outcome.status) ?? 0) + 1);
        const isSound =
          outcome.status === "malformed"
            ? outcome.reason !== ""
            : recorder.spans.length === outcome.spans &&
              recorder.open === "nothing" &&
              (outcome.reason === "") === (outcome.rejected === 0);
        if (!isSound) breaches.push({ run, mutator, outcome, recorded: recorder.spans.length });
      }
      expect(breaches.slice(0, 5)).toEqual([]);
      // Both happen, or the mutators are too tame or too wild to prove anything.
      expect(outcomes.get("decoded")).toBeGreaterThan(RUNS / 50);
      expect(outcomes.get("malformed")).toBeGreaterThan(RUNS / 50);
    },
    TIMEOUT_MS,
  );

  it(
    "leaves a block as it was when the block is rolled back, and sound when it is not",
    () => {
      // A span of Zipkin without any time gets that of its receipt, which is to be the same in both blocks.
      vi.useFakeTimers({ toFake: ["Date"] });
      const random = new Random(2);
      const block = new SpanBlock();
      const control = new SpanBlock();
      for (let run = 0; run < RUNS / 4; run++) {
        const [, body] = seeds.mutant(name, random);
        const mark = block.mark();
        const outcome = decode(body, block);
        if (outcome.status === "malformed") {
          block.rollback(mark);
          continue;
        }
        // The control only ever sees what is taken, so it never rolls back.
        decode(body, control);
      }
      expect(block.rows).toBeGreaterThan(0);
      const day = 20_000;
      expect(
        Buffer.compare(Buffer.concat(block.finish(day)), Buffer.concat(control.finish(day))),
      ).toBe(0);
    },
    TIMEOUT_MS,
  );
});
