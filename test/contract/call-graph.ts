import { expect, it } from "vitest";
import type { Span } from "@spanhouse/model";
import type { TimeRange } from "@spanhouse/storage";
import { Random } from "../bench/traffic/random.ts";
import { edgeLines, expectedCalls, NOBODY } from "../support/call-graph/expected-calls.ts";
import { randomCalls } from "../support/call-graph/random-calls.ts";
import { storedLines } from "../support/call-graph/stored-calls.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const MINUTE = 60_000_000_000n;
const HOUR = 60n * MINUTE;

/** A whole hour of today or yesterday, so that nothing expires. */
const START = ((BigInt(Date.now()) * 1_000_000n) / HOUR) * HOUR - 3n * HOUR;
const FIRST_MINUTE = Number(START / MINUTE);

/** Who calls whom equals what all spans say, whatever order they came in. */
export function callGraphContract(under: () => StoreUnderTest): void {
  it.each([1])(
    "equals a computation over all spans: random calls, in random inserts, computed in between (%i)",
    async (seed) => {
      const tenant = under().newTenant();
      const random = new Random(seed);
      const spans = randomCalls(seed, START, 15);
      for (const chunk of randomChunks(spans, 2, random)) {
        await under().insert(tenant, chunk);
        if (random.chance(0.7)) await under().store.graphJob.run({ everything: true });
      }
      const run = await under().store.graphJob.run({ everything: true });
      expect(run.staleSteps).toBe(0);
      const calls = expectedCalls(spans);
      const from = FIRST_MINUTE + random.between(0, 10);
      for (const minutes of [
        { from: FIRST_MINUTE - 300, to: FIRST_MINUTE + 600 },
        { from, to: from + random.between(1, 20) },
      ]) {
        const expected = edgeLines(calls, minutes).filter((line) => !line.includes(NOBODY));
        expect(expected.length).toBeGreaterThan(5);
        expect(await storedLines(under().store, tenant, rangeOf(minutes))).toEqual(expected);
      }
      const all = { from: FIRST_MINUTE - 300, to: FIRST_MINUTE + 600 };
      const question = { tenant, time: rangeOf(all), edgesMax: 1_000 };
      const { unpaired } = await under().store.graph.readEdgeCounters(question);
      const sum = (side: "client" | "server"): number =>
        calls.filter((call) => call[side] === NOBODY).reduce((all, { weight }) => all + weight, 0);
      expect(unpaired.clients).toBeCloseTo(sum("server"), 6);
      expect(unpaired.servers).toBeCloseTo(sum("client"), 6);
    },
    120_000,
  );
}

function randomChunks(spans: readonly Span[], count: number, random: Random): readonly Span[][] {
  const chunks = Array.from({ length: count }, (): Span[] => []);
  for (const span of spans) random.pick(chunks).push(span);
  return chunks.filter(({ length }) => length > 0);
}

function rangeOf({ from, to }: { readonly from: number; readonly to: number }): TimeRange {
  return { fromUnixNano: BigInt(from) * MINUTE, toUnixNano: BigInt(to) * MINUTE };
}
