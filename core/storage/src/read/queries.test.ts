import { describe, expect, it } from "vitest";
import { rootSpanCountsQuery } from "./count-root-spans.ts";
import { operationsQuery, servicesQuery } from "./read-operations.ts";
import { summariesQuery } from "./read-summaries.ts";
import { spansQuery } from "./read-traces.ts";
import { locationCondition, locationQuery } from "./trace-location.ts";

const LAYOUT = { database: "spanhouse", cluster: "" };
const ONE = "00112233445566778899aabbccddeeff";
const TWO = "ffeeddccbbaa99887766554433221100";

describe("the SQL of reads", () => {
  it("is as it was reviewed", () => {
    const locations = [
      {
        traceId: ONE,
        firstBucket: 5,
        lastBucket: 6,
        spanCount: 9,
        usedColumns: 2n + 256n + 2n ** 20n,
      },
    ];
    expect([
      locationQuery(LAYOUT, "", [ONE, TWO]),
      spansQuery(LAYOUT, { tenant: "t", locations, spansMax: 10 }),
      spansQuery(LAYOUT, { tenant: "t", locations, spansMax: 8, spanIds: ["00000000000000aa"] }),
      summariesQuery(LAYOUT, "", [ONE]),
      servicesQuery(LAYOUT, ""),
      operationsQuery(LAYOUT, { tenant: "", service: "cart", kind: 2 }),
      rootSpanCountsQuery(LAYOUT, "", {
        fromUnixNano: 1_760_000_040_000_000_000n,
        toUnixNano: 1_760_000_100_000_000_000n,
      }),
    ]).toMatchSnapshot();
  });

  it("names each bucket of each trace, and a range where these would be very many", () => {
    const short = {
      traceId: ONE,
      firstBucket: 5,
      lastBucket: 6,
      spanCount: 9,
      usedColumns: 2n + 256n + 2n ** 20n,
    };
    expect(locationCondition([short])).toBe(
      `(time_bucket, trace_id) IN ((5, unhex('${ONE}')), (6, unhex('${ONE}')))`,
    );
    const long = {
      traceId: TWO,
      firstBucket: 0,
      lastBucket: 1_000_000,
      spanCount: 2,
      usedColumns: 0n,
    };
    expect(locationCondition([short, long])).toBe(
      `time_bucket BETWEEN 0 AND 1000000 AND trace_id IN (unhex('${ONE}'), unhex('${TWO}'))`,
    );
  });
});
