import { status } from "@grpc/grpc-js";
import { TEXT_TRACE_START } from "@spanhouse/model/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { ReflectionClient } from "../support/reflection-client.ts";
import { attributesOf, testSpan } from "../support/test-span.ts";

/** Jaeger's structured filter means the same however it comes: in a URL, in a body and over gRPC. */

const SECOND = 1_000_000_000n;
const START = TEXT_TRACE_START / SECOND;
const [FROM, TO] = [START - 1n, START + 100n];
const FIND = "jaeger.api_v3.QueryService/FindTraceSummaries";
const ids = [1, 2, 3].map((digit) => `a${String(digit).padStart(31, "0")}`);

let query: QueryOverStore;
let client: ReflectionClient;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(
    ids.map((traceId, index) =>
      testSpan({
        traceId,
        startUnixNano: TEXT_TRACE_START - BigInt(index),
        attributes: attributesOf({ count: BigInt(index + 1), route: `/cart/${index + 1}` }),
      }),
    ),
  );
  client = new ReflectionClient(query.grpcAddress);
});

afterAll(async () => {
  client.close();
  await query.close();
});

type Found = readonly { readonly traceId: string }[];

const rfc3339 = (seconds: bigint): string => new Date(Number(seconds) * 1_000).toISOString();

/** The status and the traces, or what is wrong. */
async function read(answer: Response): Promise<readonly [number, readonly string[] | string]> {
  const { summaries, error } = (await answer.json()) as {
    readonly summaries?: Found;
    readonly error?: { readonly message: string };
  };
  return [answer.status, error?.message ?? (summaries ?? []).map(({ traceId }) => traceId)];
}

function byUrl(filter: object): Promise<readonly [number, readonly string[] | string]> {
  const parameters = new URLSearchParams({
    "query.startTimeMin": rfc3339(FROM),
    "query.startTimeMax": rfc3339(TO),
    "query.filter": JSON.stringify(filter),
  });
  return fetch(`${query.url}/api/v3/trace-summaries?${parameters}`).then(read);
}

function byBody(filter: object): Promise<readonly [number, readonly string[] | string]> {
  const times = { startTimeMin: rfc3339(FROM), startTimeMax: rfc3339(TO) };
  const body = JSON.stringify({ query: { ...times, filter } });
  return fetch(`${query.url}/api/v3/trace-summaries`, { method: "POST", body }).then(read);
}

async function byGrpc(filter: object): Promise<readonly [number, readonly string[] | string]> {
  const times = { startTimeMin: { seconds: `${FROM}` }, startTimeMax: { seconds: `${TO}` } };
  const { code, details, answers } = await client.call(FIND, {
    query: { ...times, searchDepth: 10, filter },
  });
  if (details !== "") return [code, details];
  return [code, answers.flatMap(({ summaries }) => (summaries as Found).map((one) => one.traceId))];
}

const COUNT = { attr: { key: "count" } };

it.each([
  [{ op: "gte", args: [COUNT, { scalar: { value: "2", type: "int" } }] }, ids.slice(1)],
  [{ op: "in", args: [COUNT, { list: { values: ["1", "3"] } }] }, [ids[0], ids[2]]],
  [
    { op: "regex", args: [{ attr: { key: "route" } }, { scalar: { value: "^/cart/[12]$" } }] },
    ids.slice(0, 2),
  ],
  [{ op: "exists", args: [{ attr: { key: "nothing" } }] }, []],
])("finds the same by %j", async (filter, expected) => {
  expect(await byUrl(filter)).toEqual([200, expected]);
  expect(await byBody(filter)).toEqual([200, expected]);
  expect(await byGrpc(filter)).toEqual([status.OK, expected]);
});

it.each([
  [{ op: "nonsense" }, 'unknown operator "nonsense"'],
  [{ op: "eq", args: [COUNT] }, "eq takes 2 arguments"],
  [{ op: "regex", args: [COUNT, { scalar: { value: "(a" } }] }, "not a regular expression"],
])("refuses %j in the same words", async (filter, problem) => {
  const message: unknown = expect.stringContaining(`filter: ${problem}`);
  expect(await byUrl(filter)).toEqual([400, message]);
  expect(await byBody(filter)).toEqual([400, message]);
  expect(await byGrpc(filter)).toEqual([status.INVALID_ARGUMENT, message]);
});
