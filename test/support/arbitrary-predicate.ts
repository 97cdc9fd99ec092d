import fc from "fast-check";
import {
  SPAN_FIELDS,
  textPattern,
  type Attribute,
  type AttributeLevel,
  type AttributeValue,
  type ComparisonOperator,
  type ElementLevel,
  type PredicateConstant,
  type Span,
  type SpanField,
  type SpanPredicate,
} from "@spanhouse/model";

/**
 * Predicates and spans that property tests draw from the same few keys and values, so that comparisons hold now
 * and then, and the values are those at which two implementations would differ.
 */

const KEYS = [
  "k",
  "it's",
  "service.name",
  // With columns: a dictionary, texts, numbers.
  "http.route",
  "url.path",
  "http.response.status_code",
];

const TEXTS = [
  ...["", "a", "b", "A", "ab", "a\nb", "a'b\\", "\u0000", "é", "\uffff", "\u{1F600}", "ß"],
  ...["0", "1", "-1", "500", "1.5", "5e2", "+1", "true", "false", "null", "NaN", "{p0:String}"],
  ...['["a"]', '{"int":"1"}', '{"bytes":"AQI="}', '{"list":[["k","a/b"]]}', '["a/\u00e9",1e-7]'],
];

const INTS = [
  ...[0n, 1n, -1n, 2n, 500n, 65_535n, 65_536n],
  ...[2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
];

const DOUBLES = [
  ...[0, -0, 1, -1, 1.5, 500, 2 ** 53, 2 ** 63, -(2 ** 63), 1e20, 1e21, 1e300, 5e-324, 0.1],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];

/** Of old: what a letter is depends on the version of Unicode, and engines are of different age. */
const LETTERS = Array.from("aZ09 _-.\n\t\u0000äΩж中\u2028\u{1F600}\u0301");

const PATTERNS = [
  ...["a", "^a$", "^$", ".", "a.b", "[^a]", "(?i)a", "\\d+", "^-?\\d", "é|b", "\\pL", "\\bb"],
  ...["(?i)ß", "(a|b)*$", "\\x{1F600}", "\\.", "^.$", "[[:upper:]]", "(?-s)a.b", "\\Q[\\E", "\\z"],
];

const key = fc.constantFrom(...KEYS);
const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 4 }) },
);
const int = fc.constantFrom(...INTS);
const double = fc.constantFrom(...DOUBLES);

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.record({ type: fc.constant("string" as const), value: text }),
  fc.record({ type: fc.constant("int" as const), value: int }),
  fc.record({ type: fc.constant("double" as const), value: double }),
  fc.record({ type: fc.constant("bool" as const), value: fc.boolean() }),
  fc.constantFrom<AttributeValue>(
    { type: "empty" },
    { type: "bytes", value: Uint8Array.of(1, 2) },
    { type: "array", value: [{ type: "string", value: "a" }] },
    {
      type: "array",
      value: [
        { type: "string", value: "a/é" },
        { type: "double", value: 1e-7 },
      ],
    },
    { type: "keyValueList", value: [{ key: "k", value: { type: "string", value: "a/b" } }] },
  ),
);

/** Keys may repeat. */
const attributes: fc.Arbitrary<Attribute[]> = fc.array(fc.record({ key, value }), { maxLength: 4 });

function idFrom(digits: number): fc.Arbitrary<string> {
  return fc.constantFrom("1", "2", "a").map((digit) => digit.padStart(digits, "0"));
}

const uint64 = fc.constantFrom(0n, 1n, 2n ** 63n, 2n ** 64n - 1n, 1_795_176_000_000_000_000n);

const definition = { attributes, droppedAttributesCount: fc.constant(0), schemaUrl: text };

/** A resource with a service more often than not, as most have one. */
export const arbitraryResource: fc.Arbitrary<Span["resource"]> = fc
  .tuple(fc.record(definition), fc.constantFrom("", "a", "b"))
  .map(([resource, service]) => {
    if (service === "") return resource;
    const named: Attribute = { key: "service.name", value: { type: "string", value: service } };
    return { ...resource, attributes: [named, ...resource.attributes] };
  });

export const arbitraryScope: fc.Arbitrary<Span["scope"]> = fc.record({
  ...definition,
  name: text,
  version: text,
});

/** Everything of a span that predicates look at, at its extremes. */
export const arbitrarySearchedSpan: fc.Arbitrary<Span> = fc.record({
  traceId: idFrom(32),
  spanId: idFrom(16),
  parentSpanId: fc.oneof(fc.constant(""), idFrom(16)),
  traceState: text,
  flags: fc.constant(0),
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startUnixNano: uint64,
  endUnixNano: uint64,
  attributes,
  droppedAttributesCount: fc.constant(0),
  events: fc.array(
    fc.record({
      timeUnixNano: uint64,
      name: text,
      attributes,
      droppedAttributesCount: fc.constant(0),
    }),
    { maxLength: 2 },
  ),
  droppedEventsCount: fc.constant(0),
  links: fc.array(
    fc.record({
      traceId: idFrom(32),
      spanId: idFrom(16),
      traceState: text,
      flags: fc.constant(0),
      attributes,
      droppedAttributesCount: fc.constant(0),
    }),
    { maxLength: 2 },
  ),
  droppedLinksCount: fc.constant(0),
  statusCode: fc.integer({ min: 0, max: 2 }),
  statusMessage: text,
  resource: arbitraryResource,
  scope: arbitraryScope,
});

const equality = fc.constantFrom<ComparisonOperator>("=", "!=");
const comparison = fc.constantFrom<ComparisonOperator>("=", "!=", "<", "<=", ">", ">=");
const level = fc.constantFrom<AttributeLevel>(
  "any",
  "any",
  "span",
  "span",
  "resource",
  "scope",
  "event",
  "link",
);
const attributeOperand = fc.record({ attribute: key, level });
const finite = double.filter((one) => Number.isFinite(one));

const ordered: fc.Arbitrary<PredicateConstant> = fc.oneof(
  fc.record({ type: fc.constant("string" as const), value: text }),
  fc.record({ type: fc.constant("int" as const), value: int }),
  fc.record({ type: fc.constant("double" as const), value: finite }),
);
const unordered: fc.Arbitrary<PredicateConstant> = fc.oneof(
  fc.record({ type: fc.constant("bool" as const), value: fc.boolean() }),
  fc.record({ type: fc.constant("text" as const), value: text }),
);

const FIELDS = Object.keys(SPAN_FIELDS) as SpanField[];

function constantOfField(field: SpanField): fc.Arbitrary<PredicateConstant> {
  switch (SPAN_FIELDS[field].type) {
    case "string": {
      const ids = /^(?:trace|link(?:Trace))Id$/.test(field) ? idFrom(32) : idFrom(16);
      const texts = field.endsWith("Id") ? fc.oneof(ids, text) : text;
      return fc.record({ type: fc.constant("string" as const), value: texts });
    }
    case "int":
      return fc.oneof(
        fc.record({ type: fc.constant("int" as const), value: fc.oneof(int, uint64) }),
        fc.record({ type: fc.constant("double" as const), value: finite }),
      );
    case "bool":
      return fc.record({ type: fc.constant("bool" as const), value: fc.boolean() });
    case "kind":
      return fc.record({
        type: fc.constant("kind" as const),
        value: fc.integer({ min: 0, max: 5 }),
      });
    case "status":
      return fc.record({
        type: fc.constant("status" as const),
        value: fc.integer({ min: 0, max: 2 }),
      });
  }
}

const fieldCondition: fc.Arbitrary<SpanPredicate> = fc.constantFrom(...FIELDS).chain((field) => {
  const { type } = SPAN_FIELDS[field];
  return fc.record({
    type: fc.constant("compare" as const),
    operand: fc.constant({ field }),
    operator: type === "string" || type === "int" ? comparison : equality,
    constant: constantOfField(field),
  });
});

const LISTED = { minLength: 2, maxLength: 5 } as const;

const attributeCondition: fc.Arbitrary<SpanPredicate> = fc.oneof(
  fc.record({
    type: fc.constant("compare" as const),
    operand: attributeOperand,
    operator: comparison,
    constant: ordered,
  }),
  fc.record({
    type: fc.constant("compare" as const),
    operand: attributeOperand,
    operator: equality,
    constant: unordered,
  }),
);

const textFields = FIELDS.filter((field) => SPAN_FIELDS[field].type === "string");
const operand = fc.oneof(attributeOperand, fc.record({ field: fc.constantFrom(...FIELDS) }));
const textOperand = fc.oneof(
  attributeOperand,
  fc.record({ field: fc.constantFrom(...textFields) }),
);

const match: fc.Arbitrary<SpanPredicate> = fc.record({
  type: fc.constant("match" as const),
  operand: textOperand,
  operator: fc.constantFrom("=~" as const, "!~" as const),
  pattern: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...PATTERNS) },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: fc.constantFrom(...Array.from("ab.*+?()[]|^$\\d{1}é-")), maxLength: 6 })
        .filter((pattern) => textPattern(pattern).ok),
    },
  ),
});

const exists: fc.Arbitrary<SpanPredicate> = fc.record({
  type: fc.constant("exists" as const),
  operand,
});

/** Equal to one of some values, or to none of them. */
const listed: fc.Arbitrary<SpanPredicate> = fc
  .tuple(
    fc.oneof(
      fc.tuple(attributeOperand, fc.array(fc.oneof(ordered, unordered), LISTED)),
      fc
        .constantFrom(...FIELDS)
        .chain((field) =>
          fc.tuple(fc.constant({ field }), fc.array(constantOfField(field), LISTED)),
        ),
    ),
    fc.boolean(),
  )
  .map(([[one, constants], isNegated]) => {
    const equal = constants.map((constant): SpanPredicate => ({
      type: "compare",
      operand: one,
      operator: "=",
      constant,
    }));
    return isNegated
      ? { type: "and", of: equal.map((of) => ({ type: "not", of })) }
      : { type: "or", of: equal };
  });

const condition = fc.oneof(
  { weight: 2, arbitrary: listed },
  { weight: 4, arbitrary: attributeCondition },
  { weight: 3, arbitrary: fieldCondition },
  { weight: 2, arbitrary: match },
  { weight: 1, arbitrary: exists },
);

function tree(depth: number, levels: readonly ElementLevel[]): fc.Arbitrary<SpanPredicate> {
  if (depth === 0) return condition;
  const inner = tree(depth - 1, levels);
  const several = fc.array(inner, { maxLength: 3 });
  return fc.oneof(
    { weight: 5, arbitrary: condition },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("and" as const), of: several }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("or" as const), of: several }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("not" as const), of: inner }) },
    ...levels.map((of) => ({
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("some" as const),
        level: fc.constant(of),
        where: tree(
          depth - 1,
          levels.filter((one) => one !== of),
        ),
      }),
    })),
  );
}

/** Passes its check. */
export const arbitraryPredicate: fc.Arbitrary<SpanPredicate> = tree(3, ["event", "link"]);
