import {
  allOf,
  anyOf,
  attributeTextIs,
  EVERY_SPAN,
  fieldIs,
  not,
  type ComparisonOperator,
  type PredicateConstant,
  type SpanOperand,
  type SpanPredicate,
} from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { definitionLeaves, leafKey } from "./definition-leaves.ts";
import { promotedInMapsQuery } from "./promoted-in-maps.ts";
import { definitionMatchQuery, type DefinitionConditions } from "./definition-match.ts";
import { toPositive } from "./to-positive.ts";
import {
  latestRowsQuery,
  latestTracesQuery,
  rankedTracesQuery,
  tracesBeforeQuery,
  type SearchWindow,
} from "./search-sql.ts";
import { startOfBucket } from "./time-windows.ts";

const LAYOUT = { database: "spanhouse", cluster: "" };
const ID = "00112233445566778899aabbccddeeff";

/** A window in which every condition on resources and scopes is passed by one of them, or by none. */
function windowOf(where: SpanPredicate, found: "one" | "none" = "none"): SearchWindow {
  const positive = toPositive(where);
  const definitions: DefinitionConditions = new Map(
    definitionLeaves(positive).map(({ level, condition }) => [
      leafKey(condition),
      found === "none" ? undefined : () => `${level}_id IN (unhex('${ID}'))`,
    ]),
  );
  return {
    tenant: "",
    where: positive,
    definitions,
    time: { fromUnixNano: startOfBucket(3) + 1_000n, toUnixNano: startOfBucket(6) - 1_000n },
    window: { firstBucket: 3, lastBucket: 5 },
    promotedInMaps: { firstBucket: 5, lastBucket: 9 },
  };
}

function compare(
  operand: SpanOperand,
  operator: ComparisonOperator,
  constant: PredicateConstant,
): SpanPredicate {
  return { type: "compare", operand, operator, constant };
}

function sqlOf(where: SpanPredicate, found: "one" | "none" = "none"): string | undefined {
  return latestRowsQuery(LAYOUT, windowOf(where, found), 320)?.sql;
}

describe("the SQL of a search", () => {
  it("asks for spans by what every span has", () => {
    const window = windowOf(
      allOf([
        fieldIs("service", "=", "cart"),
        fieldIs("name", "=", "GET /"),
        fieldIs("kind", "=", 2),
        fieldIs("status", "=", 2),
        fieldIs("duration", ">=", 5n),
        fieldIs("duration", "<=", 9n),
      ]),
    );
    expect(latestRowsQuery(LAYOUT, window, 320)).toMatchSnapshot();
    expect(latestTracesQuery(LAYOUT, window, 20)?.sql).toMatchSnapshot();
  });

  it("reads no map for promoted keys but in rows whose mask says so", () => {
    const sql = sqlOf(
      allOf([
        attributeTextIs("http.response.status_code", "500"),
        attributeTextIs("http.route", "/cart"),
      ]),
    )!;
    expect(sql).toMatchSnapshot();
    const [columns, maps] = sql.split("UNION ALL");
    expect(columns).not.toContain("attributes_");
    expect(maps).toContain("PREWHERE bitAnd(promoted_in_map, ");
  });

  it("asks no maps in windows where no value of a wanted key is in one", () => {
    const where = not(attributeTextIs("http.route", "/cart"));
    const elsewhere = { firstBucket: 6, lastBucket: 9 };
    for (const promotedInMaps of [elsewhere, undefined]) {
      const { sql } = latestRowsQuery(LAYOUT, { ...windowOf(where), promotedInMaps }, 320)!;
      expect(sql).not.toContain("attributes_");
      // A span that came since then may have one.
      expect(sql).toContain("bitAnd(promoted_in_map, 4) = 0");
    }
    const positive = toPositive(attributeTextIs("http.route", "/cart"));
    expect(promotedInMapsQuery(LAYOUT, { ...windowOf(where), where: positive })).toMatchSnapshot();
    const unpromoted = toPositive(attributeTextIs("my.key", "/cart"));
    expect(promotedInMapsQuery(LAYOUT, { ...windowOf(where), where: unpromoted })).toBeUndefined();
  });

  it("asks for exact starts only where a bucket lies across an end of the range", () => {
    const window = windowOf(fieldIs("kind", "=", 2));
    const time = { fromUnixNano: startOfBucket(3), toUnixNano: startOfBucket(6) };
    expect(latestRowsQuery(LAYOUT, { ...window, time }, 9)!.sql).not.toContain("start_unix_nano >");
    const behind = { startUnixNano: startOfBucket(6), traceId: ID };
    expect(latestRowsQuery(LAYOUT, { ...window, time, behind }, 9)!.sql).toBe(
      latestRowsQuery(LAYOUT, { ...window, time }, 9)!.sql,
    );
  });

  it("leaves out of the first question what only maps can answer when something is negated", () => {
    const sql = sqlOf(not(attributeTextIs("http.route", "/cart")))!;
    expect(sql).toMatchSnapshot();
    expect(sql.split("UNION ALL")[0]).toContain("bitAnd(promoted_in_map, 4) = 0");
  });

  it("leaves out the question that no row can answer", () => {
    const sql = sqlOf(attributeTextIs("http.response.status_code", "not a number"))!;
    expect(sql).not.toContain("UNION ALL");
    expect(sql).toContain("PREWHERE");
  });

  it("asks nothing when no span can match", () => {
    const operand = { attribute: "k8s.pod.name", level: "resource" } as const;
    const podIs = compare(operand, "=", { type: "string", value: "p1" });
    expect(sqlOf(allOf([fieldIs("kind", "=", 2), podIs]))).toBeUndefined();
    expect(sqlOf(not(EVERY_SPAN))).toBeUndefined();
  });

  it("compares a text with every type that can be written that way", () => {
    for (const text of ["abc", "500", "-0.5", "true", "", '["a"]']) {
      const window = windowOf(attributeTextIs("my.key", text));
      expect(latestRowsQuery(LAYOUT, window, 320), text).toMatchSnapshot();
    }
  });

  it("accepts the attribute from the resource as well", () => {
    const where = allOf([
      attributeTextIs("k8s.pod.name", "p1"),
      attributeTextIs("http.route", "/cart"),
    ]);
    expect(sqlOf(where, "one")).toMatchSnapshot();
  });

  it("wants something to compare with before it says that nothing is equal", () => {
    const operand = { attribute: "size", level: "any" } as const;
    expect(sqlOf(compare(operand, "!=", { type: "int", value: 5n }), "one")).toMatchSnapshot();
  });

  it("matches patterns, negates and combines", () => {
    const region = { attribute: "app.region", level: "span" } as const;
    const where = anyOf([
      { type: "match", operand: { field: "name" }, operator: "=~", pattern: "^GET " },
      not(allOf([fieldIs("status", "=", 2), fieldIs("isRoot", "=", true)])),
      { type: "match", operand: region, operator: "!~", pattern: "eu-.*" },
      { type: "exists", operand: region },
    ]);
    expect(sqlOf(where)).toMatchSnapshot();
  });

  it("asks for one event that satisfies everything, and reads its columns only", () => {
    const message = { attribute: "exception.message", level: "event" } as const;
    const where = allOf([
      fieldIs("eventName", "=", "exception"),
      fieldIs("eventTimeSinceStart", ">", 50_000n),
      compare(message, "=", { type: "text", value: "5" }),
    ]);
    expect(sqlOf({ type: "some", level: "event", where })).toMatchSnapshot();
    expect(sqlOf(where)).toMatchSnapshot();
    expect(sqlOf(fieldIs("linkTraceId", "=", ID))).toMatchSnapshot();
  });

  it("compares ids as bytes where it can", () => {
    expect(sqlOf(fieldIs("traceId", "=", ID))).toMatchSnapshot();
    expect(sqlOf(fieldIs("parentSpanId", "=", ""))).toMatchSnapshot();
    expect(sqlOf(fieldIs("spanId", "=", "no id"))).toBeUndefined();
  });

  it("asks resources and scopes with their own tables", () => {
    const positive = toPositive(
      allOf([
        attributeTextIs("host.name", "1"),
        fieldIs("scopeName", "!=", "http"),
        compare({ attribute: "size", level: "scope" }, "<", { type: "double", value: 1.5 }),
      ]),
    );
    for (const level of ["resource", "scope"] as const) {
      const conditions = definitionLeaves(positive)
        .filter((leaf) => leaf.level === level)
        .map(({ condition }) => condition);
      expect(definitionMatchQuery(LAYOUT, "", level, conditions)).toMatchSnapshot();
    }
  });

  it("goes on behind a trace, and knows the traces of earlier answers", () => {
    const window = windowOf(fieldIs("kind", "=", 2));
    const behind = { startUnixNano: startOfBucket(4) + 1_500n, traceId: ID };
    expect(latestRowsQuery(LAYOUT, { ...window, behind }, 9)?.sql).toMatchSnapshot();
    expect(tracesBeforeQuery(LAYOUT, window, behind, [ID])?.sql).toMatchSnapshot();
  });

  it("ranks by the whole trace", () => {
    const window = windowOf(fieldIs("kind", "=", 2));
    for (const order of ["longest", "mostErrors", "mostSpans"] as const) {
      const behind = order === "longest" ? { measure: 7n, traceId: ID } : undefined;
      const query = rankedTracesQuery(LAYOUT, window, { order, traces: 5, behind });
      expect(query).toMatchSnapshot();
    }
  });
});
