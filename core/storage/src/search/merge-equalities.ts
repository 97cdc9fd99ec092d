import type { PredicateConstant } from "@spanhouse/model";
import type {
  PositivePredicate,
  ValueCondition,
  ValuePlace,
  ValueTest,
} from "./positive-predicate.ts";

/**
 * Joins the alternatives of an `or` that compare one place with one constant each into a single condition, and
 * likewise what an `and` excludes; the meaning stays the same:
 *
 *   a = 1 or a = 2 or b = 1         a is one of (1, 2) or b = 1
 *   not a = 1 and not a = 2         not a is one of (1, 2)
 *
 * The engine needs about half a millisecond to plan each condition on a map, and would need seconds for a list of
 * some hundred values that is written as alternatives.
 */
export function mergeEqualities(predicate: PositivePredicate): PositivePredicate {
  switch (predicate.type) {
    case "value":
      return predicate;
    case "not":
      return { type: "not", of: mergeEqualities(predicate.of) };
    case "some":
      return { ...predicate, where: mergeEqualities(predicate.where) };
    case "or":
      return merged(predicate, (part) => (part.type === "value" ? part : undefined));
    case "and":
      return merged(predicate, (part) =>
        part.type === "not" && part.of.type === "value" ? part.of : undefined,
      );
  }
}

function merged(
  { type, of }: PositivePredicate & { readonly type: "and" | "or" },
  equalityIn: (part: PositivePredicate) => ValueCondition | undefined,
): PositivePredicate {
  const parts = of.flatMap((part) => {
    const inner = mergeEqualities(part);
    return inner.type === type ? inner.of : [inner];
  });
  const lists = new Map<string, { readonly at: number; constants: PredicateConstant[] }>();
  const joined: PositivePredicate[] = [];
  for (const part of parts) {
    const condition = equalityIn(part);
    const constants = condition === undefined ? undefined : equalConstants(condition.test);
    if (condition === undefined || constants === undefined) {
      joined.push(part);
      continue;
    }
    const { place } = condition;
    const key = JSON.stringify(place);
    const list = lists.get(key) ?? { at: joined.length, constants: [] };
    lists.set(key, list);
    list.constants.push(...constants);
    const equal = oneOf(place, list.constants);
    joined[list.at] = type === "or" ? equal : { type: "not", of: equal };
  }
  return { type, of: joined };
}

/** What a value must be equal to one of; undefined for a test of another kind. */
export function equalConstants(test: ValueTest): readonly PredicateConstant[] | undefined {
  if (test.type === "oneOf") return test.constants;
  return test.type === "compare" && test.operator === "=" ? [test.constant] : undefined;
}

function oneOf(place: ValuePlace, constants: readonly PredicateConstant[]): ValueCondition {
  const test =
    constants.length === 1
      ? ({ type: "compare", operator: "=", constant: constants[0]! } as const)
      : ({ type: "oneOf", constants } as const);
  return { type: "value", place, test };
}
