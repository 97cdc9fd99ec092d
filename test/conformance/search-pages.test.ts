import { rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  attributeTextIs,
  evaluateSpanPredicate,
  EVERY_SPAN,
  fieldIs,
  not,
  type Span,
  type SpanPredicate,
} from "@spanhouse/model";
import {
  openStore,
  storageConfigSchema,
  type Store,
  type TraceHit,
  type TraceOrder,
  type TraceSearch,
} from "@spanhouse/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arbitraryPredicate, arbitraryResource } from "../support/arbitrary-predicate.ts";
import { newDataFolder } from "../support/data-folder.ts";
import { writeSpansFile } from "../support/spool-file.ts";
import { attributesOf, testSpan, TEST_START } from "../support/test-span.ts";

/** Whole searches and their pages over random traces, against what the evaluator finds by looking at every span. */

const TENANT = "pages";
const SECOND = 1_000_000_000n;
const ORDERS: readonly TraceOrder[] = ["newest", "longest", "mostErrors", "mostSpans"];

/** Seconds before TEST_START: bursts of equal starts, and gaps of every size up to years. */
const age = fc.oneof(
  fc.bigInt({ min: 0n, max: 5n }),
  fc.bigInt({ min: 0n, max: 4_000n }),
  fc.bigInt({ min: 0n, max: 100_000_000n }),
);

const arbitraryTraces: fc.Arbitrary<Span[]> = fc
  .array(
    fc.record({
      trace: fc.integer({ min: 1, max: 60 }),
      age,
      duration: fc.constantFrom(0n, 1n, SECOND, 4_000n * SECOND),
      kind: fc.integer({ min: 0, max: 5 }),
      statusCode: fc.integer({ min: 0, max: 2 }),
      route: fc.constantFrom(undefined, "", "a", "b"),
      resource: fc.constantFrom(...fc.sample(arbitraryResource, { numRuns: 4, seed: 1 })),
    }),
    { minLength: 150, maxLength: 150 },
  )
  .map((drawn) =>
    drawn.map(({ trace, age: seconds, duration, route, ...fields }) => {
      const startUnixNano = TEST_START - seconds * SECOND;
      return testSpan({
        ...fields,
        traceId: trace.toString(16).padStart(32, "0"),
        startUnixNano,
        endUnixNano: startUnixNano + duration,
        attributes: route === undefined ? [] : attributesOf({ "http.route": route, k: route }),
      });
    }),
  );

let folder: string;
let store: Store;
let spans: readonly Span[];

beforeAll(async () => {
  const seed = Date.now() % 2 ** 31;
  process.stderr.write(`traces drawn with seed ${seed}\n`);
  [spans = []] = fc.sample(arbitraryTraces, { numRuns: 1, seed });
  folder = await newDataFolder("pages");
  store = await openStore(storageConfigSchema.parse({}), { dataFolder: folder });
  // Two inserts, so that summaries of one trace lie in several rows.
  for (const [index, some] of [spans.slice(0, 70), spans.slice(70)].entries()) {
    const part = writeSpansFile(join(folder, `${index}.native`), some, { tenant: TENANT });
    const outcome = await store.writer.insert({ parts: [part], token: `pages-${index}` });
    expect(outcome).toEqual({ status: "stored" });
  }
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const where = fc.oneof(
  fc.constantFrom<SpanPredicate>(
    EVERY_SPAN,
    fieldIs("kind", "=", 2),
    fieldIs("status", "!=", 2),
    attributeTextIs("http.route", "a"),
    not(attributeTextIs("http.route", "a")),
    attributeTextIs("k", "b"),
    attributeTextIs("k", ""),
  ),
  arbitraryPredicate,
);
const time = fc.oneof(
  fc.constant({ fromUnixNano: 0n, toUnixNano: 2n ** 64n }),
  fc.tuple(age, age).map(([a, b]) => ({
    fromUnixNano: TEST_START - (a > b ? a : b) * SECOND,
    toUnixNano: TEST_START - (a > b ? b : a) * SECOND + 1n,
  })),
);
const arbitrarySearch: fc.Arbitrary<TraceSearch> = fc.record({
  tenant: fc.constant(TENANT),
  time,
  where,
  order: fc.constantFrom(...ORDERS),
  limit: fc.constantFrom(1, 2, 3, 7, 20, 100),
});

describe("a search", () => {
  it("finds what looking at every span finds, page after page", async () => {
    let pages = 0;
    await fc.assert(
      fc.asyncProperty(arbitrarySearch, async (search) => {
        const expected = expectedHits(search);
        const found: TraceHit[] = [];
        let after: string | undefined;
        // A few pages, or all of a small answer.
        for (let page = 0; page < 4; page++) {
          const answer = await store.reader.findTraces(
            after === undefined ? search : { ...search, after },
          );
          expect(answer.partial).toBeUndefined();
          found.push(...answer.hits);
          after = answer.next;
          pages++;
          expect(after !== undefined).toBe(found.length < expected.length);
          if (after === undefined) break;
        }
        expect(found).toEqual(expected.slice(0, found.length));
      }),
      { numRuns: 45, endOnFailure: true },
    );
    expect(pages).toBeGreaterThan(45);
  }, 180_000);

  it("comes in steps that are the answer together", async () => {
    for (const order of ORDERS) {
      const search: TraceSearch = {
        tenant: TENANT,
        time: { fromUnixNano: 0n, toUnixNano: 2n ** 64n },
        where: fieldIs("status", "!=", 2),
        order,
        limit: 30,
      };
      const hits: TraceHit[] = [];
      let ends = 0;
      for await (const step of store.reader.findTracesInSteps(search)) {
        expect(ends).toBe(0);
        hits.push(...step.hits);
        if (step.end !== undefined) ends++;
      }
      expect(ends).toBe(1);
      expect(hits).toEqual((await store.reader.findTraces(search)).hits);
      expect(hits).toEqual(expectedHits(search).slice(0, 30));
    }
  });

  it("stops when its signal is aborted, between steps too", async () => {
    const controller = new AbortController();
    const search: TraceSearch = {
      tenant: TENANT,
      time: { fromUnixNano: 0n, toUnixNano: 2n ** 64n },
      where: EVERY_SPAN,
      order: "newest",
      limit: 1_000,
    };
    const read = async (): Promise<void> => {
      for await (const step of store.reader.findTracesInSteps(search, controller)) {
        expect(step.end).toBeUndefined();
        controller.abort(new Error("enough"));
      }
    };
    await expect(read()).rejects.toThrow("enough");
  });

  it("refuses cursors that are none of its own", async () => {
    const search: TraceSearch = {
      tenant: TENANT,
      time: { fromUnixNano: 0n, toUnixNano: 2n ** 64n },
      where: EVERY_SPAN,
      order: "longest",
      limit: 1,
    };
    const { next } = await store.reader.findTraces(search);
    const zero = "0".repeat(32);
    for (const after of ["", "x", `l1.${zero.slice(1)}`, `l${2n ** 64n}.${zero}`, `n1.${zero}`]) {
      const asked = store.reader.findTraces({ ...search, after });
      await expect(asked, after).rejects.toMatchObject({ code: "QUERY_INVALID" });
    }
    const other = store.reader.findTraces({ ...search, order: "newest", after: next! });
    await expect(other).rejects.toMatchObject({
      code: "QUERY_INVALID",
      message: "the cursor belongs to a search in another order",
    });
  });
});

/** All traces with a matching span, in order. */
function expectedHits({ time: range, where: predicate, order }: TraceSearch): TraceHit[] {
  const latest = new Map<string, bigint>();
  for (const span of spans) {
    const { traceId, startUnixNano: start } = span;
    if (start < range.fromUnixNano || start >= range.toUnixNano) continue;
    if (!evaluateSpanPredicate(predicate, span)) continue;
    if (start >= (latest.get(traceId) ?? 0n)) latest.set(traceId, start);
  }
  const hits = [...latest].map(([traceId, last]) => ({
    traceId,
    rankedBy: order === "newest" ? last : measureOf(traceId, order),
  }));
  return hits.sort((a, b) => {
    if (a.rankedBy !== b.rankedBy) return a.rankedBy > b.rankedBy ? -1 : 1;
    return a.traceId < b.traceId ? -1 : 1;
  });
}

function measureOf(traceId: string, order: Exclude<TraceOrder, "newest">): bigint {
  const own = spans.filter((span) => span.traceId === traceId);
  if (order === "mostSpans") return BigInt(own.length);
  if (order === "mostErrors") return BigInt(own.filter((span) => span.statusCode === 2).length);
  let first = own[0]!.startUnixNano;
  let last = own[0]!.endUnixNano;
  for (const { startUnixNano, endUnixNano } of own) {
    if (startUnixNano < first) first = startUnixNano;
    if (endUnixNano > last) last = endUnixNano;
  }
  return last - first;
}
