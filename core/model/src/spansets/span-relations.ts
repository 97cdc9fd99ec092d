import type { SpanMask, SpanRelation, SpansetRelation } from "./spanset-query.ts";

/** How the spans of a trace lie in its tree, as far as relations ask: by ids, which several spans may share. */
export interface SpanLinks {
  /** A number for each id that a span has or names. */
  readonly idCount: number;
  /** Of the spans. */
  readonly ownId: Int32Array;
  /** -1 without a parent. */
  readonly parentId: Int32Array;
}

/** Numbers the ids of a trace. */
export function spanLinks(spanId: BigUint64Array, parentSpanId: BigUint64Array): SpanLinks {
  const numbers = new Map<bigint, number>();
  const numberOf = (id: bigint): number => {
    let number = numbers.get(id);
    if (number === undefined) numbers.set(id, (number = numbers.size));
    return number;
  };
  const ownId = Int32Array.from(spanId, numberOf);
  const parentId = Int32Array.from(parentSpanId, (id, span) =>
    id === 0n || id === spanId[span] ? -1 : numberOf(id),
  );
  return { idCount: numbers.size, ownId, parentId };
}

const INVERSE = { ">": "<", "<": ">", ">>": "<<", "<<": ">>", "~": "~" } as const;

/** Which spans a relation between two sets leaves. Takes time in proportion to the spans, whatever their tree. */
export function relatedSpans(
  links: SpanLinks,
  { relation, keep }: Pick<SpansetRelation, "relation" | "keep">,
  left: SpanMask,
  right: SpanMask,
): SpanMask {
  const isRelated = relatedTo(links, relation, left);
  const kept = right.map((isIn, span) => {
    return isIn === 1 && (isRelated(span) ? keep !== "unrelated" : keep === "unrelated") ? 1 : 0;
  });
  if (keep !== "both") return kept;
  const isInverse = relatedTo(links, INVERSE[relation], right);
  return kept.map((isIn, span) => (isIn === 1 || (left[span] === 1 && isInverse(span)) ? 1 : 0));
}

/** Whether a span is related to one of the set. */
function relatedTo(
  links: SpanLinks,
  relation: SpanRelation,
  set: SpanMask,
): (span: number) => boolean {
  const { ownId, parentId } = links;
  switch (relation) {
    case ">": {
      const isIn = marksOf(links, set, ownId);
      return (span) => isIn[parentId[span]!] === 1;
    }
    case "<": {
      const isIn = marksOf(links, set, parentId);
      return (span) => isIn[ownId[span]!] === 1;
    }
    case ">>": {
      const isIn = spread(links, marksOf(links, set, ownId), parentId, ownId);
      return (span) => isIn[parentId[span]!] === 1;
    }
    case "<<": {
      const isIn = spread(links, marksOf(links, set, parentId), ownId, parentId);
      return (span) => isIn[ownId[span]!] === 1;
    }
    case "~": {
      const counts = new Int32Array(links.idCount);
      set.forEach((isIn, span) => {
        if (isIn === 1 && parentId[span]! >= 0) counts[parentId[span]!]!++;
      });
      return (span) => (counts[parentId[span]!] ?? 0) > set[span]!;
    }
  }
}

/** Marks one of the ids of each span in the set. */
function marksOf({ idCount }: SpanLinks, set: SpanMask, ids: Int32Array): Uint8Array {
  const marks = new Uint8Array(idCount);
  set.forEach((isIn, span) => {
    if (isIn === 1 && ids[span]! >= 0) marks[ids[span]!] = 1;
  });
  return marks;
}

/** Goes on marking: where the id that a span has in `from` is marked, the one in `to` is. Loops end. */
function spread(
  { idCount }: SpanLinks,
  marks: Uint8Array,
  from: Int32Array,
  to: Int32Array,
): Uint8Array {
  // The spans of each id in `from`, one list after the other.
  const starts = new Int32Array(idCount + 1);
  for (const id of from) if (id >= 0) starts[id + 1]!++;
  for (let id = 0; id < idCount; id++) starts[id + 1]! += starts[id]!;
  const spans = new Int32Array(starts[idCount]!);
  const next = starts.slice();
  from.forEach((id, span) => {
    if (id >= 0) spans[next[id]!++] = span;
  });
  const open: number[] = [];
  marks.forEach((isMarked, id) => isMarked === 1 && open.push(id));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (let at = starts[id]!; at < starts[id + 1]!; at++) {
      const reached = to[spans[at]!]!;
      if (reached < 0 || marks[reached] === 1) continue;
      marks[reached] = 1;
      open.push(reached);
    }
  }
  return marks;
}
