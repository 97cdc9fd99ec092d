import type {
  AttributeLevel,
  ComparisonOperator,
  ElementLevel,
  PredicateConstant,
  SpanField,
} from "@spanhouse/model";

/**
 * A predicate whose leaves all ask "is there a value at this place that passes this test?". What the other
 * operators of core/model's tree mean is spelled out here, so that SQL has to know one kind of leaf:
 *
 *   a != 1     and(there is a number, not(there is one that is 1))
 *   any level  or(at the span, at the resource)
 */
export type PositivePredicate =
  | { readonly type: "and" | "or"; readonly of: readonly PositivePredicate[] }
  | { readonly type: "not"; readonly of: PositivePredicate }
  | { readonly type: "some"; readonly level: ElementLevel; readonly where: PositivePredicate }
  | ValueCondition;

export interface ValueCondition {
  readonly type: "value";
  readonly place: ValuePlace;
  readonly test: ValueTest;
}

export type ValuePlace =
  | { readonly field: SpanField }
  | { readonly attribute: string; readonly level: Exclude<AttributeLevel, "any"> };

export type ValueTest =
  | {
      readonly type: "compare";
      readonly operator: Exclude<ComparisonOperator, "!=">;
      readonly constant: PredicateConstant;
    }
  /** Equal to one of them; `mergeEqualities` makes these. At least two. */
  | { readonly type: "oneOf"; readonly constants: readonly PredicateConstant[] }
  | { readonly type: "match"; readonly pattern: string }
  /** Of one of these types; of a field that is a text, not empty. */
  | { readonly type: "present"; readonly as: "string" | "number" | "bool" | "anything" };
