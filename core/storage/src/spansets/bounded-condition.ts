import { EVERY, NONE, type SpansetCondition } from "@spanhouse/model";

/**
 * What a condition asks of the span alone, or of its trace alone: it holds wherever the whole condition does, because what
 * it asks of the other may be anything. EVERY when nothing is left.
 */
export function boundedCondition(
  condition: SpansetCondition,
  kept: "span" | "trace",
): SpansetCondition {
  return bounded(condition, kept, true);
}

/** `isAbove`: holds at least where the condition does; else at most there, which is what stands behind a `not`. */
function bounded(
  condition: SpansetCondition,
  kept: "span" | "trace",
  isAbove: boolean,
): SpansetCondition {
  switch (condition.type) {
    case "and":
    case "or": {
      const of = condition.of.map((one) => bounded(one, kept, isAbove));
      return condition.type === "and" ? every(of) : some(of);
    }
    case "not": {
      const of = bounded(condition.of, kept, !isAbove);
      return of === EVERY ? NONE : of === NONE ? EVERY : { type: "not", of };
    }
    case "span":
    case "trace":
      if (condition.type === kept) return condition;
      return isAbove ? EVERY : NONE;
  }
}

/** All of them; EVERY and NONE themselves where it does not depend on the span. */
export function every(of: readonly SpansetCondition[]): SpansetCondition {
  if (of.includes(NONE)) return NONE;
  const rest = of.filter((one) => one !== EVERY);
  return rest.length === 0 ? EVERY : rest.length === 1 ? rest[0]! : { type: "and", of: rest };
}

/** One of them; as above. */
export function some(of: readonly SpansetCondition[]): SpansetCondition {
  if (of.includes(EVERY)) return EVERY;
  const rest = of.filter((one) => one !== NONE);
  return rest.length === 0 ? NONE : rest.length === 1 ? rest[0]! : { type: "or", of: rest };
}
