/**
 * What a search asks of one span, as a tree. Every API's search becomes this tree; the store plans SQL from
 * it, and `spanPredicateEvaluator` (evaluate-span-predicate.ts) says in plain code what it means.
 *
 * **An operand has values**, none to many: a field of the span has one, an attribute has one per place and
 * repetition of its key, a field or attribute of events or links has one per event or link.
 *
 * **A comparison** looks at those of the values that are comparable with its constant:
 *
 *   constant   comparable values                             order of < <= > >=
 *   string     strings                                       by code point (bytes of UTF-8)
 *   int        integers and doubles, compared exactly        numbers; NaN is neither less nor greater
 *   double     integers and doubles, compared exactly        the same
 *   bool       bools                                         has none: only = and !=
 *   kind       the field `kind`                              has none
 *   status     the field `status`                            has none
 *   text       every value, written as text                  has none
 *
 * It holds when one of them satisfies it; **`!=` and `!~` hold when there are some and none of them satisfies
 * `=` and `=~`**. So a comparison with an attribute that is missing is false, `!=` included, and so is one
 * with an attribute of another type. `not` is plain negation: `not (a = 1)` holds where `a` is missing.
 *
 * **Written as text** is what people type: `500` is the string "500", the integer 500 and the double 500.0;
 * `true` the string and the bool; arrays, lists, bytes and empty values have the text of attribute-text.ts.
 *
 * **Patterns** are RE2 syntax, case-sensitive, found anywhere in the value (anchor with `^` and `$`), and `.`
 * matches line breaks too. Only strings are matched. Nothing is ever matched by backtracking.
 */
export type SpanPredicate =
  /** All hold; true when there are none. */
  | { readonly type: "and"; readonly of: readonly SpanPredicate[] }
  /** One holds; false when there are none. */
  | { readonly type: "or"; readonly of: readonly SpanPredicate[] }
  | { readonly type: "not"; readonly of: SpanPredicate }
  /**
   * One event or link satisfies all of `where`, in which fields and attributes of that level mean this one
   * element; everything else still means the span. Not inside of another `some` of the same level.
   */
  | { readonly type: "some"; readonly level: ElementLevel; readonly where: SpanPredicate }
  | SpanCondition;

/** A leaf of the tree. */
export type SpanCondition =
  | {
      readonly type: "compare";
      readonly operand: SpanOperand;
      readonly operator: ComparisonOperator;
      readonly constant: PredicateConstant;
    }
  | {
      readonly type: "match";
      readonly operand: SpanOperand;
      readonly operator: "=~" | "!~";
      readonly pattern: string;
    }
  /** There is a value, of any type; an empty text in a field is none, in an attribute it is one. */
  | { readonly type: "exists"; readonly operand: SpanOperand };

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type SpanOperand =
  { readonly field: SpanField } | { readonly attribute: string; readonly level: AttributeLevel };

/** `any` is of the span or its resource: both count. */
export type AttributeLevel = "any" | "span" | "resource" | "scope" | ElementLevel;

/** What a span has many of. */
export type ElementLevel = "event" | "link";

export type PredicateConstant =
  | { readonly type: "string"; readonly value: string }
  /** 64 bits, signed; for fields of times also unsigned. */
  | { readonly type: "int"; readonly value: bigint }
  /** Finite. */
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  /** OTLP `SpanKind`. */
  | { readonly type: "kind"; readonly value: number }
  /** OTLP `StatusCode`. */
  | { readonly type: "status"; readonly value: number }
  | { readonly type: "text"; readonly value: string };

/**
 * What OTLP defines of a span besides attributes, and the type of its value:
 *
 *   string  texts, "" where nothing was sent; ids are lower-case hexadecimal, the parent of a root is ""
 *   int     nanoseconds: durations (end - start, may be negative), times since 1970, and an event's time
 *           since the start of its span (may be negative)
 */
export const SPAN_FIELDS = {
  name: { type: "string", level: "span" },
  /** `service.name` of the resource. */
  service: { type: "string", level: "span" },
  kind: { type: "kind", level: "span" },
  status: { type: "status", level: "span" },
  statusMessage: { type: "string", level: "span" },
  duration: { type: "int", level: "span" },
  start: { type: "int", level: "span" },
  end: { type: "int", level: "span" },
  traceId: { type: "string", level: "span" },
  spanId: { type: "string", level: "span" },
  parentSpanId: { type: "string", level: "span" },
  /** Has no parent. */
  isRoot: { type: "bool", level: "span" },
  traceState: { type: "string", level: "span" },
  resourceSchemaUrl: { type: "string", level: "resource" },
  scopeName: { type: "string", level: "scope" },
  scopeVersion: { type: "string", level: "scope" },
  scopeSchemaUrl: { type: "string", level: "scope" },
  eventName: { type: "string", level: "event" },
  eventTime: { type: "int", level: "event" },
  eventTimeSinceStart: { type: "int", level: "event" },
  linkTraceId: { type: "string", level: "link" },
  linkSpanId: { type: "string", level: "link" },
  linkTraceState: { type: "string", level: "link" },
} as const satisfies Record<
  string,
  {
    readonly type: "string" | "int" | "bool" | "kind" | "status";
    readonly level: "span" | "resource" | "scope" | ElementLevel;
  }
>;

export type SpanField = keyof typeof SPAN_FIELDS;

/** Holds for every span. */
export const EVERY_SPAN: SpanPredicate = { type: "and", of: [] };

/** Holds for no span. */
export const NO_SPAN: SpanPredicate = { type: "or", of: [] };

/** All of them hold; one alone stays as it is. */
export function allOf(of: readonly SpanPredicate[]): SpanPredicate {
  return of.length === 1 ? of[0]! : { type: "and", of };
}

/** One of them holds; one alone stays as it is. */
export function anyOf(of: readonly SpanPredicate[]): SpanPredicate {
  return of.length === 1 ? of[0]! : { type: "or", of };
}

export function not(of: SpanPredicate): SpanPredicate {
  return { type: "not", of };
}

/** Compares a field; the constant takes the type that the field has. */
export function fieldIs(
  field: SpanField,
  operator: ComparisonOperator,
  value: string | bigint | number | boolean,
): SpanPredicate {
  const { type } = SPAN_FIELDS[field];
  const constant = { type, value } as PredicateConstant;
  return { type: "compare", operand: { field }, operator, constant };
}

/** The attribute of the span or its resource, written as text, is `text`: what Jaeger's clients ask for. */
export function attributeTextIs(
  attribute: string,
  text: string,
  level: AttributeLevel = "any",
): SpanPredicate {
  const operand = { attribute, level };
  return { type: "compare", operand, operator: "=", constant: { type: "text", value: text } };
}
