import { SpanIdTable } from "../span-id-table.ts";
import type { DistinctSpans } from "./distinct-spans.ts";
import { findSharedCalls, type SharedCall } from "./shared-calls.ts";

const MISSING = 1;
const SELF = 2;
const CYCLE = 3;

/** Who is whose parent, by position in `DistinctSpans`. */
export interface Parents {
  /** -1 for roots and orphans. */
  readonly parent: Int32Array;
  /** Number in TRACE_ORPHAN_REASONS. */
  readonly orphanReason: Uint8Array;
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
  const { columns, order } = distinct;
  const { spanId, parentSpanId } = columns;
  const parent = new Int32Array(order.length).fill(-1);
  const orphanReason = new Uint8Array(order.length);
  const sharedCalls = findSharedCalls(distinct);
  const isCalled = hangCalledOnes(sharedCalls, parent);
  const table = new SpanIdTable(spanId, order.length);
  const positionOf = new Int32Array(columns.count);
  for (let position = 0; position < order.length; position++) {
    positionOf[order[position]!] = position;
    table.add(order[position]!);
  }
  for (let position = 0; position < order.length; position++) {
    const at = order[position]! * 2;
    const first = parentSpanId[at]!;
    const second = parentSpanId[at + 1]!;
    if ((first === 0 && second === 0) || isCalled.has(position)) continue;
    const named = table.find(first, second);
    if (named < 0) orphanReason[position] = MISSING;
    else if (first === spanId[at] && second === spanId[at + 1]) orphanReason[position] = SELF;
    else parent[position] = endOf(sharedCalls, positionOf[named]!, position);
  }
  breakRings(parent, orphanReason);
  return { parent, orphanReason };
}

function endOf(
  sharedCalls: ReadonlyMap<number, SharedCall>,
  named: number,
  position: number,
): number {
  return sharedCalls.get(named)?.endOf(position) ?? named;
}

/** Hangs the called ends below their callers; returns their positions. */
function hangCalledOnes(
  sharedCalls: ReadonlyMap<number, SharedCall>,
  parent: Int32Array,
): ReadonlySet<number> {
  const called = new Set<number>();
  for (const call of sharedCalls.values()) {
    for (const position of call.called) {
      parent[position] = call.caller;
      called.add(position);
    }
  }
  return called;
}

/** Walks up from every span once; a walk that meets itself has found a ring, which is cut at its first span. */
function breakRings(parent: Int32Array, orphanReason: Uint8Array): void {
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
    orphanReason[first] = CYCLE;
  }
}
