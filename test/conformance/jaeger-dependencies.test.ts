import { traceFromText, TEXT_TRACE_START } from "@spanhouse/model/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { ReflectionClient } from "../support/reflection-client.ts";

// Who calls whom, through every API of Jaeger, from the graph that the store's job has computed.

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const START_MS = Number(TEXT_TRACE_START / 1_000_000n);
const MINUTE_MS = 60_000;
const LINKS = [{ parent: "web", child: "cart", callCount: 1 }];

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(
    traceFromText(
      `
      web:GET /checkout 1000..1100 server
        web:GET 1005..1050 client
          cart:GET /cart 1010..1040 server
      `,
      TRACE_ID,
    ),
  );
  await query.store.graphJob.run();
});

afterAll(() => query.close());

async function ask(path: string): Promise<unknown> {
  return (await fetch(query.url + path)).json();
}

it("is the same over HTTP v1, v3 and gRPC", async () => {
  const endTs = START_MS + 2 * MINUTE_MS;
  const v1 = `/api/dependencies?endTs=${endTs}&lookback=${3 * MINUTE_MS}`;
  expect(await ask(v1)).toEqual({ data: LINKS, total: 0, limit: 0, offset: 0, errors: null });
  expect(await ask(`${v1}&service=other`)).toMatchObject({ data: [] });
  const startTime = new Date(START_MS - MINUTE_MS).toISOString();
  const endTime = new Date(endTs).toISOString();
  expect(await ask(`/api/v3/dependencies?startTime=${startTime}&endTime=${endTime}`)).toEqual({
    dependencies: [{ parent: "web", child: "cart", callCount: "1" }],
  });
  const client = new ReflectionClient(query.grpcAddress);
  for (const service of ["jaeger.api_v2.QueryService", "jaeger.api_v3.QueryService"]) {
    const { answers } = await client.call(`${service}/GetDependencies`, {
      startTime: { seconds: Math.floor((START_MS - MINUTE_MS) / 1_000) },
      endTime: { seconds: Math.floor(endTs / 1_000) },
    });
    expect(answers).toEqual([{ dependencies: [{ parent: "web", child: "cart", callCount: "1" }] }]);
  }
  client.close();
});

it.each([
  ["/api/dependencies?endTs=9223372036854775807&lookback=9223372036854775807", 200],
  ["/api/dependencies?endTs=-9223372036854775808", 200],
  ["/api/dependencies?endTs=9223372036854775808", 400],
  ["/api/dependencies?lookback=-1", 400],
  ["/api/v3/dependencies?startTime=0001-01-01T00:00:00Z&endTime=9999-12-31T23:59:59Z", 200],
  ["/api/metrics/calls?service=web&endTs=18446744073709&lookback=18446744073709&step=1", 200],
  ["/api/metrics/calls?service=web&step=0&ratePer=0", 200],
  ["/api/metrics/calls?service=web&step=1&ratePer=86400000", 200],
  ["/api/metrics/latencies?service=web&quantile=0.5&ratePer=18446744073709", 200],
  ["/api/metrics/calls?service=web&endTs=-1", 400],
  ["/api/metrics/calls?service=web&lookback=18446744073710", 400],
  ["/api/metrics/latencies?service=web&quantile=2", 400],
  ["/api/metrics/latencies?service=web&quantile=NaN", 400],
  ["/api/metrics/errors", 400],
  [
    "/api/v3/traces?query.startTimeMin=0001-01-01T00:00:00Z&query.startTimeMax=9999-12-31T23:59:59Z&query.searchDepth=4294967295",
    200,
  ],
])("answers %s with %d", async (path, status) => {
  const answer = await fetch(query.url + path);
  await answer.arrayBuffer();
  expect(answer.status).toBe(status);
});
