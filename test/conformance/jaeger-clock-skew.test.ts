import { TEXT_TRACE_ID, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { ReflectionClient } from "../support/reflection-client.ts";

// The clock of the shop is a second ahead of that of the web: every API of Jaeger's shows it put right, when asked to.

const NANO_PER_MS = 1_000_000n;
/** In the middle of the call, from 3 to 7 ms. */
const CORRECTED = TEXT_TRACE_START + 3n * NANO_PER_MS;
const SENT = TEXT_TRACE_START + 1_002n * NANO_PER_MS;
const WARNING = "clock skew: this span was moved by -999 ms";

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore({ clockSkewMaxMs: 5_000 });
  await query.insert(traceFromText("web:call 0..10 client\n  shop:serve 1002..1006 server"));
});

afterAll(() => query.close());

interface JaegerAnswer {
  readonly data: readonly {
    readonly spans: readonly {
      readonly operationName: string;
      readonly startTime: number;
      readonly warnings: readonly string[] | null;
    }[];
  }[];
}

async function servedSpan(path: string) {
  const answer = await fetch(`${query.url}/api/${path}`);
  const { data } = (await answer.json()) as JaegerAnswer;
  return data[0]!.spans.find(({ operationName }) => operationName === "serve")!;
}

it.each([
  `traces/${TEXT_TRACE_ID}`,
  `traces?traceID=${TEXT_TRACE_ID}`,
  `traces?service=shop&start=${TEXT_TRACE_START / 1_000n}&end=${TEXT_TRACE_START / 1_000n + 9_000_000n}`,
])("corrects clocks in /api/%s", async (path) => {
  const { startTime, warnings } = await servedSpan(path);
  expect(startTime).toBe(Number(CORRECTED / 1_000n));
  expect(warnings).toContain(WARNING);
});

it("leaves raw traces as they were sent", async () => {
  const { startTime, warnings } = await servedSpan(`traces/${TEXT_TRACE_ID}?raw=true`);
  expect(startTime).toBe(Number(SENT / 1_000n));
  expect(warnings ?? []).toEqual([]);
});

it("corrects clocks in API v3, and in both over gRPC", async () => {
  const v3 = await fetch(`${query.url}/api/v3/traces/${TEXT_TRACE_ID}`);
  expect(await v3.text()).toContain(`"startTimeUnixNano":"${CORRECTED}"`);
  const client = new ReflectionClient(query.grpcAddress);
  const ask = async (method: string, question: Record<string, unknown>): Promise<string> => {
    const { answers } = await client.call(method, question);
    return JSON.stringify(answers);
  };
  const traceId = Buffer.from(TEXT_TRACE_ID, "hex").toString("base64");
  const v2 = await ask("jaeger.api_v2.QueryService/GetTrace", { traceId });
  const v3Grpc = await ask("jaeger.api_v3.QueryService/GetTrace", { traceId: TEXT_TRACE_ID });
  client.close();
  expect(v2).toContain(WARNING);
  expect(v3Grpc).toContain(String(CORRECTED));
});
