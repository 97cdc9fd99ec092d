import { rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  checkSpanPredicate,
  evaluateSpanPredicate,
  type Span,
  type SpanPredicate,
} from "@spanhouse/model";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import { predicatesSql } from "@spanhouse/storage/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  arbitraryPredicate,
  arbitraryResource,
  arbitraryScope,
  arbitrarySearchedSpan,
} from "../support/arbitrary-predicate.ts";
import { newDataFolder } from "../support/data-folder.ts";
import { openEmbeddedSql, type EmbeddedSql } from "../support/embedded-sql.ts";
import { writeSpansFile } from "../support/spool-file.ts";

/** What predicates mean, against the engine: its SQL and the evaluator agree about every span. */

const TENANT = "meaning";
const SPANS = 80;
/** Resources, and scopes. */
const DEFINITIONS = 8;
const PREDICATES_PER_QUERY = 50;
const QUERIES = 100;

let folder: string;
let store: Store;
let sql: EmbeddedSql;
let spans: readonly Span[];

beforeAll(async () => {
  const seed = Date.now() % 2 ** 31;
  process.stderr.write(`spans drawn with seed ${seed}\n`);
  const resources = fc.sample(arbitraryResource, { numRuns: DEFINITIONS, seed });
  const scopes = fc.sample(arbitraryScope, { numRuns: DEFINITIONS, seed });
  spans = fc.sample(arbitrarySearchedSpan, { numRuns: SPANS, seed }).map((span, index) => ({
    ...span,
    resource: resources[index % DEFINITIONS]!,
    scope: scopes[(index >> 3) % DEFINITIONS]!,
    // Numbers the spans, whose ids repeat.
    flags: index,
  }));
  folder = await newDataFolder("meaning");
  store = await openStore(storageConfigSchema.parse({}), { dataFolder: folder });
  sql = openEmbeddedSql(join(folder, "store"));
  const part = writeSpansFile(join(folder, "spans.native"), spans, { tenant: TENANT });
  const outcome = await store.writer.insert({ parts: [part], token: "meaning" });
  expect(outcome).toEqual({ status: "stored" });
});

afterAll(async () => {
  sql.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** So many at a time. A smaller example is found by looking at the one that a failure names. */
function severalPredicates(count: number): fc.Arbitrary<SpanPredicate[]> {
  return fc.array(arbitraryPredicate, { minLength: count, maxLength: count, size: "max" });
}

it("means the same in SQL and in plain code, for 5,000 predicates over all spans", async () => {
  let held = 0;
  await fc.assert(
    fc.asyncProperty(severalPredicates(PREDICATES_PER_QUERY), async (predicates) => {
      held += await compare(predicates, "named");
    }),
    { numRuns: QUERIES, endOnFailure: true },
  );
  // Neither all nor nothing, or it proves little.
  const share = held / (QUERIES * PREDICATES_PER_QUERY * SPANS);
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.9);
}, 180_000);

it("means the same where the engine collects resources and scopes itself", async () => {
  await fc.assert(
    fc.asyncProperty(severalPredicates(10), async (predicates) => {
      await compare(predicates, "collected");
    }),
    { numRuns: 3, endOnFailure: true },
  );
}, 180_000);

/** How often one held. */
async function compare(
  predicates: readonly SpanPredicate[],
  definitions: "named" | "collected",
): Promise<number> {
  for (const predicate of predicates) {
    expect(checkSpanPredicate(predicate)).toEqual({ ok: true, value: undefined });
  }
  const both = await predicatesSql(predicates, {
    ...{ database: "spanhouse", tenant: TENANT, definitions },
    read: (text) => sql.bytes(text, "RowBinary"),
  });
  const whole = both.map((one) => `toUInt8(${one.whole})`);
  // 2 where the columns are not asked.
  const byColumns = both.flatMap((one) => {
    const { sql: text, isAsked } = one.byColumns ?? {};
    return text === undefined ? [] : [`if(${isAsked!}, toUInt8(${text}), 2)`];
  });
  const rows = await sql.rows(
    `SELECT flags, arrayStringConcat([${whole.join(", ")}]), ` +
      `arrayStringConcat([${[...byColumns, "2"].join(", ")}]) ` +
      `FROM spanhouse.spans WHERE tenant = '${TENANT}' SETTINGS max_threads = 1`,
  );
  expect(rows).toHaveLength(spans.length);
  let held = 0;
  for (const [flags, answers, columnAnswers] of rows) {
    const span = spans[Number(flags)]!;
    let next = 0;
    for (const [index, predicate] of predicates.entries()) {
      const holds = evaluateSpanPredicate(predicate, span) ? "1" : "0";
      if (holds === "1") held++;
      const asked = both[index]!.byColumns;
      const byColumn = asked === undefined ? "2" : columnAnswers![next++]!;
      // What the columns alone find must be right; what they miss may be in the maps, if no key of it is negated.
      const isRight =
        byColumn === "2" || byColumn === holds || (byColumn === "0" && asked!.isAsked === "1");
      if (answers![index] === holds && isRight) continue;
      const shown = JSON.stringify({ predicate, span }, (_, value: unknown) =>
        typeof value === "bigint" ? `${value}n` : value,
      );
      throw new Error(
        `the evaluator says ${holds}, SQL ${answers![index]} and ${byColumn} of\n${shown}\n${JSON.stringify(both[index])}`,
      );
    }
  }
  return held;
}
