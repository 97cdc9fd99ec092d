import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import {
  describedApi,
  exampleText,
  targetOf,
  type DescribedApi,
} from "../support/described-routes.ts";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import { hostileBodies, REPEATED_BYTES } from "../support/hostile-bodies.ts";
import { HOSTILE_HEADS, statusesOf } from "../support/hostile-heads.ts";
import { HostileClient, type HostileRequest } from "../support/hostile-client.ts";
import {
  BYTE_TEXTS,
  FILTERS,
  JSON_TEXTS,
  NUMBER_TEXTS,
  SQL_TEXTS,
  TIME_TEXTS,
} from "../support/hostile-texts.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, testSpan } from "../support/test-span.ts";

/**
 * Whoever means harm is answered as the description of the API says, soon, and others are served meanwhile and
 * afterwards. What is attacked comes from that description, so that a new route and a new parameter are too.
 */

/** Of a group of requests together, while other tests run beside. */
const GROUP_MS_MAX = 40_000;
vi.setConfig({ testTimeout: 2 * GROUP_MS_MAX });
/** Of a question that somebody else asks meanwhile. */
const BYSTANDER_MS_MAX = 5_000;
const BYSTANDER_PAUSE_MS = 200;
/** Of each kind of text, each parameter gets every so manieth, and the next one begins with another. */
const STRIDE = 10;

/** What the examples of the description name. */
const TRACE_ID = "5b8aa5a2d2c872e8321cf37308d69df2";
const SPAN_ID = "00f067aa0ba902b7";
const START = 1_760_000_001_000_000_000n;

let query: QueryOverStore;
let api: DescribedApi;
let client: HostileClient;
let before: readonly string[];

beforeAll(async () => {
  query = await startQueryOverStore();
  const times = { startUnixNano: START, endUnixNano: START + 5_000_000n };
  await query.insert([
    testSpan({
      ...{
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        name: "GET /cart",
        kind: 3,
        statusCode: 2,
        ...times,
      },
      attributes: attributesOf({ "http.route": "/cart", "peer.service": "cart" }),
    }),
    testSpan({
      ...{
        traceId: TRACE_ID,
        parentSpanId: SPAN_ID,
        spanId: "00000000000000aa",
        kind: 2,
        ...times,
      },
    }),
  ]);
  await query.store.graphJob.run();
  api = await describedApi(query.url);
  client = new HostileClient(query.url, api);
  before = await normalAnswers();
  expect(before.length).toBeGreaterThan(25);
});

afterAll(async () => {
  client.close();
  await query.close();
});

/** What everybody else asks is answered as before, from tables that are all there. */
afterEach(async () => {
  expect(await normalAnswers()).toEqual(before);
});

/** Of every route that reads, with the examples of its description; and of the tables. */
async function normalAnswers(): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const route of api.routes.filter(({ method }) => method === "GET")) {
    const given = Object.fromEntries(route.parameters.map((one) => [one.name, exampleText(one)]));
    const { status, text } = await client.ask({ route, target: targetOf(route, given) });
    answers.push(`${route.name} ${status} ${text.replace(/"asOfMs":\d+/, "")}`);
    expect(status, route.name).toBe(200);
  }
  const engine = openEmbeddedSql(query.engineFolder);
  try {
    const tables = await engine.rows(
      "SELECT database, name FROM system.tables WHERE database NOT ILIKE '%schema%' AND database != 'system' ORDER BY ALL",
    );
    return [...answers, ...tables.map((names) => names.join("."))];
  } finally {
    engine.close();
  }
}

/** Sends them all; every answer is right, all come in time, and a bystander is served meanwhile. */
async function attack(requests: Iterable<HostileRequest>): Promise<ReadonlyMap<number, number>> {
  const begun = performance.now();
  const over = new AbortController();
  let slowestMs = 0;
  const bystander = (async () => {
    while (!over.signal.aborted) {
      const asked = performance.now();
      const answer = await fetch(`${query.url}/api/traces/${TRACE_ID}`);
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, BYSTANDER_PAUSE_MS));
    }
  })();
  const { problems, statuses } = await client.attack(requests);
  over.abort();
  await bystander;
  expect(problems).toEqual([]);
  expect(slowestMs).toBeLessThan(BYSTANDER_MS_MAX);
  expect(performance.now() - begun).toBeLessThan(GROUP_MS_MAX);
  return statuses;
}

/** Every parameter of every route; routes without any get one that they do not know. */
function* everyParameter(texts: readonly string[]): Generator<HostileRequest> {
  let offset = 0;
  for (const route of api.routes) {
    if (route.parameters.length === 0) {
      yield { route, target: `${route.path}?unknown=${texts[offset++ % texts.length]!}` };
    }
    for (const { name } of route.parameters) {
      const from = offset++ % Math.min(STRIDE, texts.length);
      for (let index = from; index < texts.length; index += STRIDE) {
        yield { route, target: targetOf(route, { [name]: texts[index]! }) };
      }
    }
  }
}

it.each([
  ["SQL", SQL_TEXTS],
  ["absurd numbers", NUMBER_TEXTS],
  ["absurd times", TIME_TEXTS],
  ["bytes that are no text", BYTE_TEXTS],
  ["JSON that is wrong or too much", JSON_TEXTS.map((text) => encodeURIComponent(text))],
] as const)("answers %s in any parameter", async (_, texts) => {
  const statuses = await attack(everyParameter(texts));
  expect(statuses.get(200)).toBeGreaterThan(10);
  expect(statuses.get(400)).toBeGreaterThan(60);
});

/** As long as a time can be, and as much of it as can be asked for. */
const WIDEST: Readonly<Record<string, readonly string[]>> = {
  start: ["0", "1"],
  end: ["18446744073709551", "9223372036854775807", "99999999999999999"],
  compareStart: ["0"],
  compareEnd: ["18446744073709551"],
  endTs: ["18446744073709", "9223372036854775807"],
  lookback: ["18446744073709"],
  step: ["1", "1ns", "10s", "18446744073709", "2562047h"],
  window: ["1s", "2h", "2562047h"],
  ratePer: ["0", "1", "18446744073709"],
  compare: ["1s", "2562047h"],
  startTime: ["0001-01-01T00:00:00Z"],
  endTime: ["9999-12-31T23:59:59Z"],
  "query.startTimeMin": ["0001-01-01T00:00:00Z"],
  "query.startTimeMax": ["9999-12-31T23:59:59Z"],
  "query.searchDepth": ["4294967295"],
  limit: ["1", "2147483647", "5000", "999999999"],
  count: ["999999999", "0"],
  from: ["999999999"],
  rows: ["0-500", "9999500-9999999"],
  depth: ["10"],
  quantile: ["0", "1", "0.999999999999"],
  minDuration: ["2562047h"],
  maxDuration: ["1ns"],
};

it("answers the widest question that each route can be asked", async () => {
  function* requests(): Generator<HostileRequest> {
    for (const route of api.routes) {
      const known = route.parameters.filter(({ name }) => Object.hasOwn(WIDEST, name));
      for (const { name } of known) {
        for (const text of WIDEST[name]!)
          yield { route, target: targetOf(route, { [name]: text }) };
      }
      for (let turn = 0; known.length > 0 && turn < 4; turn++) {
        const given: Record<string, string> = {};
        for (const [at, { name }] of known.entries()) {
          const texts = WIDEST[name]!;
          given[name] = texts[(turn + (turn > 1 ? at : 0)) % texts.length]!;
        }
        yield { route, target: targetOf(route, given) };
      }
    }
  }
  expect((await attack(requests())).get(200)).toBeGreaterThan(30);
});

it("answers bombs in filters, however a filter comes", async () => {
  const filtered = api.routes.flatMap((route) =>
    route.parameters
      .filter(({ name }) => /(^|\.|select)filter$/i.test(name))
      .map(({ name }) => ({ route, name })),
  );
  // The own search and what its traces waited for, each with its stream, the heatmap, both filters of a comparison; traces
  // and summaries of API v3, which take a body as well.
  expect(filtered.map(({ route }) => route.name)).toHaveLength(9);
  const posts = api.routes.filter(({ name }) => /^POST \/api\/v3\//.test(name));
  expect(posts).toHaveLength(2);
  const ways: readonly ((filter: string) => HostileRequest)[] = [
    ...filtered.map(({ route, name }) => (filter: string) => ({
      route,
      target: targetOf(route, { [name]: encodeURIComponent(filter) }),
    })),
    ...posts.map((route) => (filter: string) => ({
      ...{ route, target: route.path },
      body: `{"query":{"startTimeMin":"2025-10-09T08:53:20Z","startTimeMax":"2025-10-09T09:53:20Z","filter":${filter}}}`,
    })),
  ];
  // Each filter comes in one of the eleven ways, and each way gets every eleventh.
  const requests = FILTERS.flatMap((filter, index) =>
    ways.filter((_, way) => (way + index) % ways.length === 0).map((write) => write(filter)),
  );
  const statuses = await attack(requests);
  expect(statuses.get(200)).toBeGreaterThan(10);
  expect(statuses.get(400)).toBeGreaterThan(40);
});

it("answers bombs in bodies, also where none is read", async () => {
  function* requests(): Generator<HostileRequest> {
    for (const route of api.routes.filter(({ method }) => method === "POST")) {
      for (const sent of hostileBodies(route.name))
        yield { route, target: targetOf(route), ...sent };
    }
  }
  const statuses = await attack(requests());
  expect(statuses.get(400)).toBeGreaterThan(20);
  expect(statuses.get(413)).toBeGreaterThan(2);
});

it("answers parameters by the thousand", async () => {
  function* requests(): Generator<HostileRequest> {
    for (const route of api.routes) {
      const names = route.parameters.filter((one) => one.in === "query");
      for (const parameter of [...names.map((one) => one), undefined]) {
        const pair =
          parameter === undefined ? "unknown" : `${parameter.name}=${exampleText(parameter)}`;
        const target = targetOf(route);
        const repeated = `${pair}&`.repeat(Math.floor(REPEATED_BYTES / (pair.length + 1)));
        yield { route, target: `${target}${target.includes("?") ? "&" : "?"}${repeated}` };
      }
    }
  }
  const statuses = await attack(requests());
  expect(statuses.get(200)).toBeGreaterThan(50);
});

it("answers what is hardly HTTP with 4xx, or as what it is, and hangs up", async () => {
  const answers = await Promise.all(
    HOSTILE_HEADS.map(async ([what, head]) => [what, await statusesOf(query.url, head)] as const),
  );
  const isWrong = (status: string): boolean => !/^[24]\d\d$/.test(status);
  expect(answers.filter(([, statuses]) => statuses.some(isWrong))).toEqual([]);
  expect(answers.filter(([, statuses]) => statuses.length > 0).length).toBeGreaterThan(15);
});

it("leaves no route of the service out", () => {
  const served = query.routes
    .map((route) => route.replaceAll(/:(\w+)/g, "{$1}"))
    .filter((route) => / \/api\//.test(route));
  expect([...client.attacked].sort()).toEqual([...served].sort());
});
