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
  return joined("and", of, EVERY, NONE);
}

/** One of them; as above. */
export function some(of: readonly SpansetCondition[]): SpansetCondition {
  return joined("or", of, NONE, EVERY);
}

/** Each once, and those of the same kind in one list, so that a chain of filters is no deeper than two of them. */
function joined(
  type: "and" | "or",
  of: readonly SpansetCondition[],
  neutral: SpansetCondition,
  decisive: SpansetCondition,
): SpansetCondition {
  if (of.includes(decisive)) return decisive;
  const flat = of.flatMap((one) => (one.type === type ? one.of : [one]));
  const different = new Map<string | SpansetCondition, SpansetCondition>();
  for (const one of flat) {
    if (one !== neutral) different.set(one.type === "span" ? String(one.index) : one, one);
  }
  const [first, ...others] = different.values();
  if (first === undefined) return neutral;
  return others.length === 0 ? first : { type, of: [first, ...others] };
}
