import type { OwnOrphan, Span } from "@spanhouse/model";
import type { DistinctSpans } from "./drop-duplicates.ts";
import { findSharedCalls, type SharedCall } from "./shared-calls.ts";

/** Who is whose parent, by index into the distinct spans. */
export interface Parents {
  /** -1 for roots and orphans. */
  readonly parent: Int32Array;
  /** Index to the reason why its parent cannot be shown. */
  readonly orphans: ReadonlyMap<number, OwnOrphan["reason"]>;
}

/**
 * Finds parents by W3C ids.
 *
 * - Both ends of a call that share an id (Zipkin's model, see shared-calls.ts): the called one is the
 *   caller's child, and each span that names the id as parent goes to the end it belongs to.
 * - Several other spans with one id: the first is the parent.
 * - A span that names itself, a span that is not there, or one of its descendants is an orphan; of a
 *   ring, the earliest span becomes the orphan at the top of the rest.
 *
 *   client a ─┐ shares id 7        client a
 *   server b ─┘                      server b
 *     child c, parent 7                child c
 */
export function findParents(distinct: DistinctSpans): Parents {
  const { spans } = distinct;
  const parent = new Int32Array(spans.length).fill(-1);
  const orphans = new Map<number, OwnOrphan["reason"]>();
  const sharedCalls = findSharedCalls(distinct);
  const isCalled = hangCalledOnes(sharedCalls, parent);
  const indexById = firstIndexOfIds(spans);
  for (let index = 0; index < spans.length; index++) {
    const span = spans[index]!;
    if (isCalled.has(index) || span.parentSpanId === "") continue;
    const named = indexById.get(span.parentSpanId);
    if (named === undefined) orphans.set(index, "missing");
    else if (span.parentSpanId === span.spanId) orphans.set(index, "self");
    else parent[index] = sharedCalls.get(span.parentSpanId)?.endOf(span) ?? named;
  }
  breakRings(parent, orphans);
  return { parent, orphans };
}

/** Hangs the called ends below their callers; returns their indices. */
function hangCalledOnes(
  sharedCalls: ReadonlyMap<string, SharedCall>,
  parent: Int32Array,
): ReadonlySet<number> {
  const called = new Set<number>();
  for (const call of sharedCalls.values()) {
    for (const index of call.called) {
      parent[index] = call.caller;
      called.add(index);
    }
  }
  return called;
}

function firstIndexOfIds(spans: readonly Span[]): ReadonlyMap<string, number> {
  const indexById = new Map<string, number>();
  for (let index = spans.length - 1; index >= 0; index--) {
    indexById.set(spans[index]!.spanId, index);
  }
  return indexById;
}

/** Walks up from every span once; a walk that meets itself has found a ring, which is cut at its first index. */
function breakRings(parent: Int32Array, orphans: Map<number, OwnOrphan["reason"]>): void {
  const walkOf = new Int32Array(parent.length);
  for (let start = 0; start < parent.length; start++) {
    let at = start;
    while (at >= 0 && walkOf[at] === 0) {
      walkOf[at] = start + 1;
      at = parent[at]!;
    }
    if (at < 0 || walkOf[at] !== start + 1) continue;
    let first = at;
    for (let next = parent[at]!; next !== at; next = parent[next]!) first = Math.min(first, next);
    parent[first] = -1;
    orphans.set(first, "cycle");
  }
}

/** The id that a shared server gets where ids must be unique: the smallest that no span has. */
export function unusedSpanIds(spans: readonly Span[]): () => string {
  const used = new Set(spans.map((span) => span.spanId));
  let next = 1;
  return () => {
    for (;;) {
      const id = (next++).toString(16).padStart(16, "0");
      if (!used.has(id)) return id;
    }
  };
}
