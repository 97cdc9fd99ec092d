import { CodedError } from "@spanhouse/base";
import { checkSpanPredicate, type SpanPredicate } from "@spanhouse/model";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import { definitionLeaves } from "../search/definition-leaves.ts";
import { matchDefinitions } from "../search/definition-match.ts";
import type { PositivePredicate } from "../search/positive-predicate.ts";
import { promotedInMaps } from "../search/promoted-in-maps.ts";
import { ask, limitReached, SearchBudget } from "../search/search-run.ts";
import type { SearchWindow } from "../search/search-sql.ts";
import { bucketWindows, clampRange, startOfBucket, WHOLE_RANGE } from "../search/time-windows.ts";
import { toPositive } from "../search/to-positive.ts";
import type { MatchingSpans } from "./explore-reader.ts";

/** What a question about all matching spans works with. */
export interface ExploreContext {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly options: QueryOptions;
  readonly timeMaxMs: number;
}

/** A predicate that passed its check, in the form that SQL is made of. Throws CodedError QUERY_INVALID. */
export function checkedPredicate(where: SpanPredicate): PositivePredicate {
  const checked = checkSpanPredicate(where);
  if (!checked.ok) throw new CodedError("QUERY_INVALID", checked.error);
  return toPositive(where);
}

/**
 * Asks for window after window, newest first, and hands the answers to `take`. `also` are further predicates whose
 * conditions on resources and scopes are looked up as well. Says what was not seen when a limit ended it early; when
 * not even one window was seen, the failure is thrown.
 */
export async function overWindows(
  { engine, layout, options, timeMaxMs }: ExploreContext,
  { tenant, time: range, where: predicate }: MatchingSpans,
  also: readonly PositivePredicate[],
  write: (window: SearchWindow) => readonly (Query | undefined)[],
  take: (answers: readonly Uint8Array[]) => void | Promise<void>,
): Promise<string | undefined> {
  const where = checkedPredicate(predicate);
  const time = clampRange(range);
  if (time === undefined) return undefined;
  const budget = new SearchBudget(timeMaxMs, options);
  const leaves = [where, ...also].flatMap((one) => definitionLeaves(one));
  const search = { tenant, time, where: predicate, order: "newest", limit: 0 } as const;
  const asked = { engine, layout, budget, time, where, search };
  const [definitions, inMaps] = await Promise.all([
    matchDefinitions(engine, layout, { tenant, leaves }, budget.options()),
    promotedInMaps(asked),
  ]);
  const nowUnixNano = BigInt(Date.now()) * 1_000_000n;
  let seenFrom: bigint | undefined;
  for (const window of bucketWindows(time, nowUnixNano, WHOLE_RANGE)) {
    const within = { tenant, where, definitions, time, window, promotedInMaps: inMaps };
    try {
      if (budget.isSpent && seenFrom !== undefined) return unseen("it took too long", seenFrom);
      const answers: Uint8Array[] = [];
      for (const query of write(within)) answers.push(await ask({ engine, budget }, query));
      await take(answers);
    } catch (error) {
      const limit = limitReached(error);
      if (limit === undefined || seenFrom === undefined) throw error;
      return unseen(limit, seenFrom);
    }
    seenFrom = startOfBucket(window.firstBucket);
  }
  return undefined;
}

function unseen(limit: string, seenFrom: bigint): string {
  const when = new Date(Number(seenFrom / 1_000_000n)).toISOString();
  return `${limit}: only spans that start at ${when} or later were counted`;
}
