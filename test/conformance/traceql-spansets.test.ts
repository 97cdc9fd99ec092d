import fc from "fast-check";
import { EVERY_SPAN, type OwnErrorBody, type OwnSearchResult, type Span } from "@spanhouse/model";
import type { TraceOrder } from "@spanhouse/storage";
import { parseTraceql, traceqlSearch, type TraceqlSearch } from "@spanhouse/traceql";
import { evaluateStages } from "@spanhouse/traceql/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import {
  attributesOf,
  newTraceId,
  resourceOf,
  testSpan,
  TEST_START,
} from "../support/test-span.ts";

/** Searches for several spans of a trace together, on the real engine, beside a plain evaluation of every trace. */

const MILLISECOND = 1_000_000n;
const MINUTE = 60_000n * MILLISECOND;
/** More than a search looks at before it asks the engine to group. */
const TRACES = 900;
const ORDERS: readonly TraceOrder[] = ["newest", "longest", "mostErrors", "mostSpans"];

/** The same every time: a random trace is not easier to understand than one that was there before. */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const draw = drawer(1);

/** Trees, orphans, loops, ids that two spans share, spans with and without numbers, across five-minute borders. */
function randomTrace(index: number): Span[] {
  const traceId = newTraceId();
  const start = TEST_START + BigInt(index) * 400n * MILLISECOND;
  const count = 1 + draw(6);
  const id = (number: number): string => (number + 1).toString(16).padStart(16, "0");
  return Array.from({ length: count }, (_, number) => {
    const parent = draw(12);
    const startUnixNano = start + BigInt(number * draw(200)) * 1_000n * MILLISECOND;
    const has: Parameters<typeof attributesOf>[0] = {
      ...(draw(2) === 0 ? { n: BigInt(draw(5)) } : draw(3) === 0 ? { n: draw(9) / 2 } : {}),
      ...(draw(3) === 0 ? { "http.response.status_code": BigInt(200 + draw(3) * 150) } : {}),
      ...(draw(9) === 0 ? { "http.response.status_code": "500" } : {}),
    };
    return testSpan({
      ...{ traceId, startUnixNano },
      spanId: id(draw(15) === 0 ? 0 : number),
      parentSpanId: number === 0 && parent > 1 ? "" : id(parent < 10 ? draw(number + 1) : parent),
      name: ["a", "b", "c", "d"][draw(4)]!,
      statusCode: draw(4) === 0 ? 2 : 0,
      endUnixNano: startUnixNano + BigInt(1 + draw(40)) * MILLISECOND,
      attributes: attributesOf(has),
      resource: resourceOf(["cart", "shop"][draw(2)]!, {}),
    });
  });
}

const traces = Array.from({ length: TRACES }, (_, index) => randomTrace(index));
const RANGE = {
  fromUnixNano: TEST_START,
  toUnixNano: TEST_START + BigInt(TRACES) * 400n * MILLISECOND + 60n * MINUTE,
};

const WINDOW = `start=${RANGE.fromUnixNano / 1_000n}&end=${RANGE.toUnixNano / 1_000n}&limit=900`;

const LONG_AGO = { fromUnixNano: TEST_START - 1_200n * MINUTE, toUnixNano: TEST_START };
/** The second span of each is 50 minutes and two hours behind the first. */
const LONG_TRACES = [50n, 120n].map((minutes): readonly Span[] => {
  const traceId = newTraceId();
  const startUnixNano = TEST_START - 600n * MINUTE;
  return [
    testSpan({ traceId, startUnixNano, name: "near" }),
    testSpan({
      ...{ traceId, startUnixNano: startUnixNano + minutes * MINUTE, name: "far" },
      attributes: attributesOf(minutes === 120n ? { "error.type": 500n } : {}),
    }),
  ];
});

const condition = fc.constantFrom(
  ...["name = `a`", "name = `b`", "name = `c`", "status = error", "duration > 30ms", "span.n > 2"],
  ...["resource.service.name = `cart`", "span.http.response.status_code = 500", "!(span.n = 1)"],
  ...["trace:duration > 300s", "rootName = `a`", "true", ".n = nil"],
  ...["traceDuration < 20ms && name = `b`", "trace:rootService != `cart` || status = error"],
  ...["trace:rootName =~ `a|c` && duration < 20ms", "rootServiceName = ``", "!(rootName > `b`)"],
);
const filter = condition.map((one) => `{ ${one} }`);
const scalar = fc
  .tuple(
    fc.constantFrom("count()", "max(duration)", "avg(duration)", "min(span.n)", "sum(span.n)"),
    fc.constantFrom("=", "!=", "<", "<=", ">", ">="),
    fc.constantFrom(
      "2",
      "3",
      "1",
      "4.5",
      "25ms",
      "max(span.n)",
      "avg(span.http.response.status_code)",
    ),
  )
  .map((parts) => parts.join(" "));
const { query: arbitraryText } = fc.letrec<{ query: string; spansets: string }>((tie) => ({
  spansets: fc.oneof(
    { weight: 3, arbitrary: filter },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          tie("spansets"),
          fc.constantFrom(
            ...["&&", "||", ">", "<", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "!~"],
            ...["&>", "&<", "&>>", "&<<", "&~"],
          ),
          tie("spansets"),
        )
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    },
    { weight: 1, arbitrary: fc.tuple(filter, scalar).map(([one, two]) => `(${one} | ${two})`) },
  ),
  query: fc
    .tuple(tie("spansets"), fc.array(fc.oneof(scalar, filter), { maxLength: 2 }))
    .map(([first, more]) => [first, ...more].join(" | ")),
}));

let query: QueryOverStore;

function searchOf(text: string): TraceqlSearch {
  const asked = traceqlSearch(text);
  if (!asked.ok) throw new Error(`${text}: ${asked.error.message}`);
  return asked.value;
}

/** The traces that a search finds, page by page, in their order. */
async function found(
  text: string,
  {
    order = "newest",
    limit = 700,
    time = RANGE,
  }: { order?: TraceOrder; limit?: number; time?: typeof RANGE } = {},
): Promise<readonly string[]> {
  const asked = { where: EVERY_SPAN, ...searchOf(text) };
  const ids: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await query.store.reader.findTraces({
      ...{ tenant: "", time, order, limit, ...asked },
      ...(after === undefined ? {} : { after }),
    });
    expect(page.partial).toBeUndefined();
    ids.push(...page.hits.map(({ traceId }) => traceId));
    if (page.next === undefined) return ids;
    after = page.next;
  }
}

async function ask(
  route: string,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: OwnSearchResult & OwnErrorBody }> {
  const search = new URLSearchParams(parameters).toString();
  const answer = await fetch(`${query.url}/api/own/${route}?${WINDOW}&${search}`);
  return { status: answer.status, body: (await answer.json()) as OwnSearchResult & OwnErrorBody };
}

function matching(text: string, time = RANGE): readonly string[] {
  const parsed = parseTraceql(text);
  if (!parsed.ok || parsed.value.root.type !== "pipeline") throw new Error(text);
  const { stages } = parsed.value.root;
  return traces
    .filter((trace) =>
      evaluateStages(stages, trace).some(
        ({ startUnixNano: at }) => at >= time.fromUnixNano && at < time.toUnixNano,
      ),
    )
    .map(([span]) => span!.traceId);
}

describe("a search for several spans of a trace", () => {
  beforeAll(async () => {
    // However busy the machine is.
    query = await startQueryOverStore({ searchTimeMaxMs: 300_000 });
    await query.insert([...traces, ...LONG_TRACES].flat());
  });

  afterAll(() => query.close());

  it("finds what a plain evaluation of every trace finds, in every order and page by page", async () => {
    const texts = fc.sample(arbitraryText, { numRuns: 600, seed: Date.now() % 2 ** 31 });
    let compared = 0;
    for (const text of texts) {
      const expected = matching(text);
      if (expected.length % TRACES === 0 || "where" in searchOf(text)) continue;
      const order = ORDERS[compared % 8] ?? "newest";
      const ids = await found(text, { order, limit: compared % 3 === 0 ? 300 : TRACES });
      expect(new Set(ids).size, text).toBe(ids.length);
      expect([...ids].sort(), `${order}: ${text}`).toEqual([...expected].sort());
      if (++compared === 10) return;
    }
    throw new Error("hardly any of the queries find something");
  });

  it("gives those with the most of what it is ordered by first, then by id, page by page", async () => {
    const text = "{ name = `a` } && { name = `b` }";
    const measures: Readonly<Record<string, (trace: readonly Span[]) => number>> = {
      longest: (trace) =>
        Math.max(...trace.map(({ endUnixNano }) => Number(endUnixNano - TEST_START))) -
        Math.min(...trace.map(({ startUnixNano }) => Number(startUnixNano - TEST_START))),
      mostErrors: (trace) => trace.filter(({ statusCode }) => statusCode === 2).length,
      mostSpans: (trace) => trace.length,
    };
    const wanted = new Set(matching(text));
    expect(wanted.size).toBeGreaterThan(50);
    for (const [order, measure] of Object.entries(measures)) {
      const expected = traces
        .map((trace) => ({ traceId: trace[0]!.traceId, measure: measure(trace) }))
        .filter(({ traceId }) => wanted.has(traceId))
        .sort((a, b) => b.measure - a.measure || (a.traceId < b.traceId ? -1 : 1))
        .map(({ traceId }) => traceId);
      const ids = await found(text, { order: order as TraceOrder, limit: 40 });
      expect(ids, order).toEqual(expected);
    }
  });

  it("goes by the latest span that a filter of the query may give, and looks an hour around it", async () => {
    const text = "({ name = `a` } && { name = `b` }) >> { status = error }";
    const ids = await found(text);
    const latest = new Map(
      traces.map((trace) => [
        trace[0]!.traceId,
        Math.max(
          ...trace
            .filter(({ statusCode }) => statusCode === 2)
            .map(({ startUnixNano }) => Number(startUnixNano - TEST_START)),
        ),
      ]),
    );
    const starts = ids.map((id) => latest.get(id)!);
    expect(starts.length).toBeGreaterThan(5);
    expect(starts).toEqual([...starts].sort((one, other) => other - one));
    expect(await found("{ name = `near` } && { name = `far` }", { time: LONG_AGO })).toEqual([
      LONG_TRACES[0]![0]!.traceId,
    ]);
    // Numbers of a key that has a column for its texts.
    const numbers = "{ } | max(span.error.type) > 400";
    for (const order of ORDERS) {
      expect(await found(numbers, { order, time: LONG_AGO }), order).toEqual([
        LONG_TRACES[1]![0]!.traceId,
      ]);
    }
    const half = { ...RANGE, toUnixNano: TEST_START + 2n * MINUTE };
    const within = await found("{ name = `a` } || ({ status = error } ~ { })", { time: half });
    expect([...within].sort()).toEqual(
      [...matching("{ name = `a` } || ({ status = error } ~ { })", half)].sort(),
    );
  });

  it("is asked for by q, and everything else of the search holds for a span that it gives", async () => {
    const q = "{ name = `a` } >> { name = `b` }";
    const all = await ask("search", { q });
    expect(all.body.traces.map(({ traceId }) => traceId).sort()).toEqual([...matching(q)].sort());
    const ofCart = await ask("search", { q, service: "cart" });
    expect(ofCart.body.traces.map(({ traceId }) => traceId).sort()).toEqual(
      [...matching(`(${q}) | { resource.service.name = "cart" }`)].sort(),
    );
    const stream = await fetch(
      `${query.url}/api/own/search/stream?${WINDOW}&q=${encodeURIComponent(q)}`,
    );
    expect((await stream.text()).trim().split("\n")).toHaveLength(matching(q).length + 1);
    expect((await ask("critical", { q })).status).toBe(200);
    // As long and deep as a query can be.
    const alternating = Array.from({ length: 150 }, (_, index) =>
      index % 2 === 0 ? "&& { name = `a` }" : "|| { rootName = `b` && duration > 1s }",
    );
    const deep = `{ rootName = \`a\`${" || .a = 1 && .b = 1".repeat(9)} }`;
    const nested = `${"({ .a = 1 } >> ".repeat(45)}{ .b = 1 }${")".repeat(45)}`;
    const below = `{ }${" >> { .a = 1 }".repeat(280)}`;
    const chain = Array.from({ length: 300 }, (_, index) => `{ .a = ${index % 7} }`).join(" || ");
    for (const long of [`{ } ${alternating.join(" ")}`, deep, nested, below, `{ } && ${chain}`]) {
      const { status, body } = await ask("search", { q: long });
      expect([status, (body as Partial<OwnErrorBody>).error], long.slice(0, 60)).toEqual([
        200,
        undefined,
      ]);
    }
    for (const route of ["heatmap", "compare"]) {
      const { status, body } = await ask(route, { q });
      expect([route, status, body.error.code]).toEqual([route, 400, "QUERY_TRACEQL_UNSUPPORTED"]);
      expect(body.error.message).toContain("answered by a search for traces only");
    }
  });
});

describe("a search that would have to compare too much", () => {
  let small: QueryOverStore;

  beforeAll(async () => {
    small = await startQueryOverStore({
      searchTimeMaxMs: 300_000,
      spansetBounds: { comparedTracesMax: 250, traceSpansMax: 3, traceStepsMax: 40 },
    });
    const pairs = Array.from({ length: 600 }, (_, index) => {
      const traceId = newTraceId();
      const startUnixNano = TEST_START - BigInt(index) * MILLISECOND;
      // Older ones last longer, and the newest have the errors.
      const endUnixNano = startUnixNano + BigInt(index) * MILLISECOND;
      const statusCode = index < 5 ? 2 : 0;
      // The last ones are what is looked for, and one trace is too large, and another for long queries.
      const name = index >= 597 ? "wanted" : "other";
      const count = index === 598 ? 4 : index === 599 ? 3 : 2;
      return Array.from({ length: count }, () =>
        testSpan({
          ...{ traceId, startUnixNano, endUnixNano, statusCode, name },
          parentSpanId: "00000000000000aa",
        }),
      );
    });
    // In a window of their own, and longer than all others.
    const old = Array.from({ length: 10 }, () => {
      const startUnixNano = TEST_START - 200n * MINUTE;
      const endUnixNano = startUnixNano + MINUTE;
      return testSpan({ ...{ traceId: newTraceId(), startUnixNano, endUnixNano }, name: "old" });
    });
    await small.insert([...pairs.flat(), ...old]);
  });

  afterAll(() => small.close());

  async function pagesOf(q: string, more = ""): Promise<readonly OwnSearchResult[]> {
    const time = `start=${(TEST_START - 240n * MINUTE) / 1_000n}&end=${(TEST_START + MINUTE) / 1_000n}`;
    const pages: OwnSearchResult[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined && pages.length < 9;) {
      const path = `/api/own/search?${time}&q=${encodeURIComponent(q)}${more}&cursor=${cursor}`;
      const page = (await (await fetch(small.url + path)).json()) as OwnSearchResult;
      pages.push(page);
      cursor = page.nextCursor;
    }
    return pages;
  }

  function countOf(pages: readonly OwnSearchResult[]): number {
    return pages.reduce((sum, { traces: of }) => sum + of.length, 0);
  }

  it("answers what it found, says what is missing, and goes on from there", async () => {
    const q = "({ name = `wanted` } ~ { }) || ({ name = `other` } >> { })";
    const pages = await pagesOf(q);
    expect(countOf(pages)).toBe(2);
    expect(pages[0]!.partial).toMatch(
      /^the search was stopped because more than 250 traces had to be compared: spans that started before 2026-/,
    );
    expect(pages.at(-1)!.partial).toBe(
      "1 trace has too many spans to compare them and was left out",
    );
    const longer = await pagesOf(`${q} || ({ } >> { name = \`other\` })`);
    expect(countOf(longer)).toBe(1);
    expect(longer.at(-1)!.partial).toMatch(/^2 traces have too many spans/);
    // Two are found before more would have to be compared, and one is shown.
    const [cut] = await pagesOf(
      q.replace("`other`", "`other` || name = `old`"),
      "&order=longest&limit=1",
    );
    expect(cut!.partial).toMatch(/^the search was stopped because more than 250 traces/);
    expect(cut).toMatchObject({ limited: true, traces: [{ spanCount: 3 }] });
  });

  it("does not compare what would not be among the best", async () => {
    const [failed] = await pagesOf("{ name = `other` } ~ { }", "&order=mostErrors&limit=1");
    expect(failed).toMatchObject({ limited: true, traces: [{ errorCount: 2 }] });
    expect(failed!.partial).toBeUndefined();
  });
});
