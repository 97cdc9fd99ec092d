import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import type { PositivePredicate } from "../search/positive-predicate.ts";
import { checkedPredicate, prepareSearch } from "../search/prepare-search.ts";
import { ask, limitReached, SearchBudget } from "../search/search-run.ts";
import type { SearchWindow } from "../search/search-sql.ts";
import { bucketWindows, clampRange, startOfBucket, WHOLE_RANGE } from "../search/time-windows.ts";
import type { MatchingSpans } from "./explore-reader.ts";

/** What a question about all matching spans works with. */
export interface ExploreContext {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly options: QueryOptions;
  readonly timeMaxMs: number;
}

/**
 * Asks for window after window, newest first, and hands the answers to `take`. `also` are further predicates whose
 * conditions on resources and scopes are looked up as well, and count as theirs do. Says what was not seen when a limit ended it early; when
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
  const asked = { engine, layout, budget, time, where, search: { tenant } };
  const prepared = await prepareSearch(asked, also);
  const nowUnixNano = BigInt(Date.now()) * 1_000_000n;
  let seenFrom: bigint | undefined;
  for (const window of bucketWindows(time, nowUnixNano, WHOLE_RANGE)) {
    const within = { tenant, where, time, window, ...prepared };
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
