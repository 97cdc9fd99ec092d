import { afterAll, beforeAll, describe } from "vitest";
import { archiveContract } from "./archive.ts";
import { callGraphContract } from "./call-graph.ts";
import { completionContract } from "./completion.ts";
import { deduplicationContract } from "./deduplication.ts";
import { spanMetricsContract } from "./span-metrics.ts";
import { exploreContract } from "./explore.ts";
import { readingContract } from "./reading.ts";
import { redContract } from "./red.ts";
import { refusalContract } from "./refusal.ts";
import { retentionContract } from "./retention.ts";
import { rootSpansContract } from "./root-spans.ts";
import { roundTripContract } from "./round-trip.ts";
import { searchContract } from "./search.ts";
import { spanAttributeContract } from "./span-attribute.ts";
import { traceColumnsContract } from "./trace-columns.ts";
import {
  startStoreUnderTest,
  type EngineUnderTest,
  type StoreUnderTest,
} from "./store-under-test.ts";

/**
 * What store.ts promises, checked on one engine. With "connection", what only depends on the SQL is left out: for a
 * second way to an engine on which all of it is checked already.
 */
export function storeContract(
  name: string,
  startEngine: () => Promise<EngineUnderTest>,
  depth: "all" | "connection" = "all",
): void {
  describe(`the store on ${name}`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await startStoreUnderTest(await startEngine());
    });
    afterAll(() => under.close());
    const get = (): StoreUnderTest => under;
    // First: it computes the calls of all that is in the store, and each of the others leaves something there.
    if (depth === "all") describe("calls between services", () => callGraphContract(get));
    describe("round trip", () => roundTripContract(get));
    describe("reading", () => readingContract(get));
    describe("a trace as columns", () => traceColumnsContract(get));
    describe("one attribute of a trace", () => spanAttributeContract(get));
    describe("repeated inserts", () => deduplicationContract(get));
    describe("refused rows", () => refusalContract(get));
    describe("the archive", () => archiveContract(get));
    describe("retention and restarts", () => retentionContract(get));
    if (depth === "connection") return;
    describe("search", () => searchContract(get));
    describe("completion", () => completionContract(get));
    describe("all spans that match", () => exploreContract(get));
    describe("root spans", () => rootSpansContract(get));
    describe("metrics of spans", () => spanMetricsContract(get));
    describe("rates, errors and durations", () => redContract(get));
  });
}
