import fc from "fast-check";
import { SPAN_KINDS } from "@spanhouse/model";
import type {
  FieldExpression,
  FieldReference,
  Hint,
  MetricsExpression,
  MetricsSecondStage,
  MetricsStage,
  ScalarExpression,
  SpansetExpression,
  SpansetFilter,
  Stage,
  Static,
  StaticNode,
  TraceqlQuery,
} from "../tree.ts";
import { INTRINSICS, type IntrinsicName } from "../intrinsics.ts";

/** Queries of the whole language, of any shape that a parser makes, whose types go together. Places are all the same. */

const place = { start: 0, end: 0 };

const NAMES = [
  ...["a", "http.status_code", "a-b", "k8s.pod/name", "é", "resource.x", "span"],
  ...["my attr", "5xx", 'q"uo\\te', "a=b", "x{y}", "\u{1F600}", "//", "nil"],
];

const text = fc.oneof(
  fc.constantFrom("", "a", 'q"\\', "`", "\n\r\t\u0000\u2028", "é\u{1F600}", "//x", "nil"),
  fc.string({ maxLength: 6 }),
);
const int = fc.oneof(
  fc.constantFrom(0n, 1n, 500n, 2n ** 63n - 1n, -(2n ** 63n)),
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
);
const float = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 1e21, 5e-324, 1.7976931348623157e308),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
);
const duration = fc.oneof(
  fc.constantFrom(0n, 1n, 1_500_000n, 90_000_000_000n, 3_600_000_000_000n),
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
);

function staticOf(value: fc.Arbitrary<Static>): fc.Arbitrary<StaticNode> {
  return value.map((one) => ({ type: "static", value: one, place }));
}

const stringStatic = staticOf(fc.record({ type: fc.constant("string" as const), value: text }));
const numberStatic = staticOf(
  fc.oneof<fc.Arbitrary<Static>[]>(
    fc.record({ type: fc.constant("int" as const), value: int }),
    // The sign of a zero is an operator.
    fc.record({ type: fc.constant("float" as const), value: float.map((one) => one + 0) }),
    fc.record({ type: fc.constant("duration" as const), value: duration }),
  ),
);
const boolStatic = staticOf(fc.record({ type: fc.constant("bool" as const), value: fc.boolean() }));
const statusStatic = staticOf(
  fc.record({
    type: fc.constant("status" as const),
    value: fc.constantFrom("ok" as const, "error" as const, "unset" as const),
  }),
);
const kindStatic = staticOf(
  fc.record({ type: fc.constant("kind" as const), value: fc.constantFrom(...SPAN_KINDS) }),
);

const attribute: fc.Arbitrary<FieldReference> = fc.record({
  type: fc.constant("attribute" as const),
  scope: fc.constantFrom("", "span", "resource", "event", "link", "instrumentation"),
  parent: fc.constant(false),
  name: fc.constantFrom(...NAMES),
  place: fc.constant(place),
});

function intrinsicOf(...types: readonly string[]): fc.Arbitrary<FieldReference> {
  const names = (Object.keys(INTRINSICS) as IntrinsicName[]).filter((name) =>
    types.includes(INTRINSICS[name]),
  );
  return fc
    .constantFrom(...names)
    .map((name) => ({ type: "intrinsic", name, place }) satisfies FieldReference);
}

const reference = fc.oneof(attribute, intrinsicOf("string", "int", "duration", "status", "kind"));

type Operator = (FieldExpression & { readonly type: "binary" })["operator"];

function binary(
  operators: readonly Operator[],
  side: fc.Arbitrary<FieldExpression>,
  right = side,
): fc.Arbitrary<FieldExpression> {
  return fc.tuple(fc.constantFrom(...operators), side, right).map(([operator, one, other]) => ({
    type: "binary",
    operator,
    left: one,
    right: other,
    place,
  }));
}

function unary(
  operator: "-" | "!",
  of: fc.Arbitrary<FieldExpression>,
): fc.Arbitrary<FieldExpression> {
  return of.map((one) => ({ type: "unary", operator, of: one, place }));
}

const ORDER = ["=", "!=", "<", "<=", ">", ">="] as const;

function numberField(depth: number): fc.Arbitrary<FieldExpression> {
  const leaf = fc.oneof(attribute, intrinsicOf("int", "duration"), numberStatic);
  if (depth === 0) return leaf;
  const inner = numberField(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: unary("-", inner) },
    { weight: 2, arbitrary: binary(["+", "-", "*", "/", "%", "^"], inner) },
  );
}

function boolField(depth: number): fc.Arbitrary<FieldExpression> {
  const number = numberField(Math.min(depth, 2));
  const string = fc.oneof(attribute, intrinsicOf("string"), stringStatic);
  const leaf: fc.Arbitrary<FieldExpression> = fc.oneof(
    attribute,
    boolStatic,
    binary(ORDER, number),
    binary(ORDER, string),
    binary(["=~", "!~"], string, stringStatic),
    binary(["=", "!="], fc.oneof(attribute, intrinsicOf("status"), statusStatic)),
    binary(["=", "!="], fc.oneof(attribute, intrinsicOf("kind"), kindStatic)),
    fc
      .tuple(attribute, fc.boolean())
      .map(([of, negated]): FieldExpression => ({ type: "exists", negated, of, place })),
  );
  if (depth === 0) return leaf;
  const inner = boolField(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 3, arbitrary: binary(["&&", "||"], inner) },
    { weight: 1, arbitrary: binary(["=", "!="], inner) },
    { weight: 1, arbitrary: unary("!", inner) },
  );
}

/** What stands in the braces of a filter. */
export const arbitraryCondition: fc.Arbitrary<FieldExpression> = boolField(3);

const filter: fc.Arbitrary<SpansetFilter> = fc
  .option(arbitraryCondition, { nil: undefined, freq: 8 })
  .map((where) => ({ type: "filter", where, place }));

const SPANSET_OPERATORS = [
  ...(["&&", "||", ">", "<", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "!~"] as const),
  ...(["&>", "&<", "&>>", "&<<", "&~"] as const),
];

function spansets(depth: number): fc.Arbitrary<SpansetExpression> {
  if (depth === 0) return filter;
  const inner = spansets(depth - 1);
  const operation = fc
    .tuple(fc.constantFrom(...SPANSET_OPERATORS), inner, inner)
    .map(([operator, left, right]): SpansetExpression => ({
      ...{ type: "spansets", operator, left, right, place },
    }));
  const wrapped = stages(depth - 1)
    .filter(([first, second]) => second !== undefined || !isSpansets(first!))
    .map((each): SpansetExpression => ({ type: "pipeline", stages: each, place }));
  return fc.oneof(
    { weight: 3, arbitrary: filter },
    { weight: 3, arbitrary: operation },
    { weight: 1, arbitrary: wrapped },
  );
}

function isSpansets({ type }: Stage): boolean {
  return type === "filter" || type === "spansets" || type === "pipeline";
}

const aggregate: fc.Arbitrary<ScalarExpression> = fc.oneof(
  fc.constant({ type: "aggregate" as const, name: "count" as const, of: undefined, place }),
  fc.record({
    type: fc.constant("aggregate" as const),
    name: fc.constantFrom("min" as const, "max" as const, "avg" as const, "sum" as const),
    of: fc.oneof(attribute, intrinsicOf("int", "duration")),
    place: fc.constant(place),
  }),
);

function scalar(depth: number, leaf: fc.Arbitrary<ScalarExpression>) {
  if (depth === 0) return leaf;
  const inner: fc.Arbitrary<ScalarExpression> = scalar(depth - 1, leaf);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: inner.map((of): ScalarExpression => ({ type: "negative", of, place })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom("+", "-", "*", "/", "%", "^"), inner, inner)
        .map(([operator, left, right]): ScalarExpression => ({
          ...{ type: "arithmetic", operator: operator as "+", left, right, place },
        })),
    },
  );
}

const scalarFilter: fc.Arbitrary<Stage> = fc
  .tuple(fc.constantFrom(...ORDER), scalar(2, aggregate), scalar(1, numberStatic))
  .map(([operator, left, right]) => ({ type: "scalarFilter", operator, left, right, place }));

function stages(depth: number): fc.Arbitrary<readonly Stage[]> {
  const stage: fc.Arbitrary<Stage> = fc.oneof(
    scalarFilter,
    fc.oneof(attribute, intrinsicOf("string")).map((of): Stage => ({ type: "by", of, place })),
    fc
      .array(reference, { minLength: 1, maxLength: 3 })
      .map((of): Stage => ({ type: "select", of, place })),
    fc.constant<Stage>({ type: "coalesce", place }),
    spansets(depth),
  );
  return fc
    .tuple(spansets(depth), fc.array(stage, { maxLength: 2 }))
    .map(([first, more]) => [first, ...more]);
}

const metric: fc.Arbitrary<MetricsStage> = fc.oneof(
  fc.record({
    type: fc.constant("metric" as const),
    name: fc.constantFrom("rate" as const, "count_over_time" as const),
    of: fc.constant(undefined),
    quantiles: fc.constant([]),
    by: fc.array(reference, { maxLength: 3 }),
    place: fc.constant(place),
  }),
  fc.record({
    type: fc.constant("metric" as const),
    name: fc.constantFrom("min_over_time" as const, "histogram_over_time" as const),
    of: fc.oneof(attribute, intrinsicOf("duration")),
    quantiles: fc.constant([]),
    by: fc.array(reference, { maxLength: 3 }),
    place: fc.constant(place),
  }),
  fc.record({
    type: fc.constant("metric" as const),
    name: fc.constant("quantile_over_time" as const),
    of: fc.oneof(attribute, intrinsicOf("duration")),
    quantiles: fc.array(
      fc.double({ min: 0, max: 1, noNaN: true }).map((one) => one + 0),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    by: fc.constant([]),
    place: fc.constant(place),
  }),
);

const metricNumber = staticOf(
  fc.record({ type: fc.constant("int" as const), value: fc.bigInt({ min: 0n, max: 1_000n }) }),
);

const second: fc.Arbitrary<MetricsSecondStage> = fc.oneof(
  fc.record({
    type: fc.constantFrom("topk" as const, "bottomk" as const),
    limit: fc.integer({ min: 1, max: 100 }),
    place: fc.constant(place),
  }),
  fc.record({
    type: fc.constant("compareMetric" as const),
    operator: fc.constantFrom(...ORDER),
    value: scalar(2, metricNumber),
    place: fc.constant(place),
  }),
);

function metrics(depth: number): fc.Arbitrary<MetricsExpression> {
  const then = fc.array(second, { maxLength: 2 });
  const pipeline = fc
    .tuple(stages(1), metric, then)
    .map(([each, first, more]): MetricsExpression => ({
      ...{ type: "metrics", stages: each, first, then: more, place },
    }));
  if (depth === 0) return pipeline;
  const inner = metrics(depth - 1);
  const math = fc
    .tuple(fc.constantFrom("+", "-", "*", "/"), inner, fc.oneof(inner, metricNumber), then)
    .map(([operator, left, right, more]): MetricsExpression => ({
      ...{ type: "metricsArithmetic", operator: operator as "+", left, right, then: more, place },
    }));
  const compare = fc
    .tuple(stages(1), filter, fc.array(fc.bigInt({ min: 1n, max: 99n }), { maxLength: 3 }))
    .map(([each, selection, numbers]): MetricsExpression => {
      const first = { type: "compare", selection, numbers, place } as const;
      return { type: "metrics", stages: each, first, then: [], place };
    });
  return fc.oneof(pipeline, math, compare);
}

const hints: fc.Arbitrary<readonly Hint[]> = fc.array(
  fc.record({
    name: fc.constantFrom("most_recent", "sample", "x"),
    value: fc.oneof(numberStatic, boolStatic, stringStatic).map(({ value }) => value),
    place: fc.constant(place),
  }),
  { maxLength: 2 },
);

export const arbitraryQuery: fc.Arbitrary<TraceqlQuery> = fc.record({
  root: fc.oneof(
    {
      weight: 3,
      arbitrary: stages(2)
        // A pipeline in parentheses, alone, is read as the pipeline itself.
        .filter(([first, more]) => more !== undefined || first!.type !== "pipeline")
        .map((each) => ({ type: "pipeline" as const, stages: each, place })),
    },
    { weight: 1, arbitrary: metrics(2) },
  ),
  hints,
});
