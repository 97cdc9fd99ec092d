import fc from "fast-check";
import {
  evaluateSpanPredicate,
  type AttributeValue,
  type OwnErrorBody,
  type OwnHeatmap,
  type OwnSearchResult,
  type Span,
} from "@spanhouse/model";
import { formatField, traceqlPredicate } from "@spanhouse/traceql";
import { arbitraryCondition } from "@spanhouse/traceql/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, resourceOf, testSpan, TEST_START } from "../support/test-span.ts";

/** TraceQL over HTTP: `q` on the routes that take a search, with the store behind them. */

const WINDOW = `start=${TEST_START / 1_000n - 1_000n}&end=${TEST_START / 1_000n + 1_000_000n}`;
/** Those that the random conditions ask for. */
const KEYS = ["a", "http.status_code", "a-b", "my attr", "5xx", 'q"uo\\te', "x{y}", "//"];
const VALUES: readonly (string | number | bigint | boolean | AttributeValue)[] = [
  ...["", "a", 'q"\\', "//x", 0n, 1n, 500n, 2n ** 63n - 1n, 0.5, 1, true, false],
  { type: "array", value: [{ type: "string", value: "a" }] },
];

/** Each is a trace of its own. */
const spans: readonly Span[] = Array.from({ length: 40 }, (_, index) => {
  const values = (step: number) =>
    attributesOf(
      Object.fromEntries(
        KEYS.filter((_key, at) => (index + at * step) % 3 !== 0).map((key, at) => [
          key,
          VALUES[(index * step + at * 5) % VALUES.length]!,
        ]),
      ),
    );
  return testSpan({
    name: index % 2 === 0 ? "a" : "GET /cart",
    kind: index % 6,
    statusCode: index % 3,
    startUnixNano: TEST_START + BigInt(index) * 1_000_000n,
    endUnixNano: TEST_START + BigInt(index) * 3_000_000n,
    parentSpanId: index % 4 === 0 ? "00000000000000aa" : "",
    attributes: values(1),
    resource: resourceOf(index % 5 === 0 ? "a" : "cart", { a: index % 2 === 0 ? "a" : "b" }),
    scope: { ...testSpan().scope, name: "a", attributes: values(2).slice(0, index % 3) },
    events: [
      {
        ...{ timeUnixNano: TEST_START + BigInt(index) * 1_000_001n, name: "a" },
        ...{ attributes: values(3), droppedAttributesCount: 0 },
      },
    ].slice(0, index % 2),
  });
});

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(spans);
});

afterAll(() => query.close());

type Body = OwnSearchResult & OwnErrorBody & Pick<OwnHeatmap, "spanCount">;

async function ask(
  route: string,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Body }> {
  const search = new URLSearchParams(parameters).toString();
  const answer = await fetch(`${query.url}/api/own/${route}?${WINDOW}&limit=100&${search}`);
  return { status: answer.status, body: (await answer.json()) as Body };
}

async function found(q: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { status, body } = await ask("search", { q, ...more });
  expect(status, q).toBe(200);
  return body.traces.map(({ traceId }) => traceId).sort();
}

function matching(q: string): string[] {
  const where = traceqlPredicate(q);
  if (!where.ok) throw new Error(q);
  const those = spans.filter((span) => evaluateSpanPredicate(where.value, span));
  return those.map(({ traceId }) => traceId).sort();
}

describe("a search by q", () => {
  it("finds what the plain evaluator finds, for 80 random conditions", async () => {
    const conditions = fc
      .sample(arbitraryCondition, { numRuns: 4_000, seed: Date.now() % 2 ** 31 })
      .map((condition) => `{ ${formatField(condition)} }`)
      .filter((q) => traceqlPredicate(q).ok)
      .filter((q) => matching(q).length % spans.length > 0);
    expect(conditions.length).toBeGreaterThan(80);
    for (const q of conditions.slice(0, 80)) expect(await found(q), q).toEqual(matching(q));
  });

  it("joins filters with ||, and everything else of a search with and", async () => {
    const both = '{ name = "a" && kind = server } || { .a = 500 }';
    const all = await found(both);
    expect(all).toEqual(matching(both));
    const ofCart = spans.filter((_, index) => index % 5 !== 0).map(({ traceId }) => traceId);
    expect(await found(both, { service: "cart" })).toEqual(all.filter((id) => ofCart.includes(id)));
    const filter =
      '{"op":"eq","args":[{"attr":{"key":"a","level":"resource"}},{"scalar":{"value":"b"}}]}';
    expect(await found('{ name = "a" }', { filter })).toEqual([]);
    expect(await found("{ }")).toHaveLength(spans.length);
  });

  it("is taken wherever spans are asked for", async () => {
    const q = "{ status = error && nestedSetParent < 0 }";
    const count = matching(q).length;
    const heatmap = await ask("heatmap", { q });
    expect([count > 0, heatmap.body.spanCount]).toEqual([true, count]);
    const compared = await ask("compare", { q });
    expect(compared.status).toBe(200);
    const stream = await fetch(
      `${query.url}/api/own/search/stream?${WINDOW}&q=${encodeURIComponent(q)}`,
    );
    expect((await stream.text()).trim().split("\n")).toHaveLength(count + 1);
    for (const route of ["search", "search/stream", "heatmap", "compare", "critical"]) {
      const { status, body } = await ask(route, { q: "{ .a = }" });
      expect([route, status, body.error.code]).toEqual([route, 400, "QUERY_TRACEQL_INVALID"]);
    }
  });

  it("that cannot be answered is refused with its place", async () => {
    const refusal = async (q: string) => {
      const { status, body } = await ask("search", { q });
      return [status, body.error.code, body.error.message];
    };
    expect(await refusal("{ .a = 1 }\n| by(.a)")).toEqual([
      400,
      "QUERY_TRACEQL_UNSUPPORTED",
      "invalid TraceQL query: parse error at line 2, col 3: unsupported: by() is not answered yet",
    ]);
    expect(await refusal('{ .a =~ "(" }')).toEqual([
      400,
      "QUERY_TRACEQL_INVALID",
      expect.stringContaining("line 1, col 9: syntax error: invalid regex"),
    ]);
    for (const bomb of ["{(", "{!", "(((", "{.a=1}||", "/*", '"\\', "{.a=1&&", "{1^"]) {
      const [status, , message] = await refusal(bomb.repeat(900));
      expect(status, bomb).toBe(400);
      expect(String(message).length, bomb).toBeLessThan(300);
    }
  });
});
