import { SpanIdTable } from "../span-id-table.ts";
import { compareSpanIds } from "../span-id-words.ts";
import type { TraceColumns } from "../trace-columns.ts";
import { sortedIndices } from "./sort-indices.ts";
import { spanTimes, type SpanTimes } from "./span-times.ts";

/**
 * Spans without repetitions, in the order everything else counts on: by start, span id, kind (client
 * before server, as a call goes), then everything else. The same spans in any order give the same result.
 *
 * A span that was delivered twice (a client retried without need) has equal id, kind and content and is
 * kept once. Spans that share an id but differ are all kept.
 */
export interface DistinctSpans {
  readonly columns: TraceColumns;
  readonly times: SpanTimes;
  /** Position in that order to place in the columns. */
  readonly order: Uint32Array;
  /** By position: how many copies were left out. Absent means none. */
  readonly copies: ReadonlyMap<number, number>;
  /** The positions of each id that more than one span has, ascending. */
  readonly sharedIds: readonly (readonly number[])[];
}

/** See DistinctSpans. */
export function distinctSpans(columns: TraceColumns): DistinctSpans {
  const times = spanTimes(columns);
  const all = sortedIndices(columns.count, spanOrder(columns, times));
  if (columns.content === undefined) {
    return { columns, times, order: all, copies: new Map(), sharedIds: [] };
  }
  const order = new Uint32Array(all.length);
  const copies = new Map<number, number>();
  const groups = new Map<number, Map<string, number>>();
  const firstOfId = new SpanIdTable(columns.spanId, columns.count);
  let position = 0;
  for (const index of all) {
    const group = groupOf(groups, firstOfId.add(index));
    const content = contentKey(columns.content, index);
    const earlier = group.get(content);
    if (earlier !== undefined) {
      copies.set(earlier, (copies.get(earlier) ?? 0) + 1);
      continue;
    }
    group.set(content, position);
    order[position++] = index;
  }
  const sharedIds = [...groups.values()]
    .filter((group) => group.size > 1)
    .map((group) => [...group.values()]);
  return { columns, times, order: order.slice(0, position), copies, sharedIds };
}

function groupOf(groups: Map<number, Map<string, number>>, id: number): Map<string, number> {
  let group = groups.get(id);
  if (group === undefined) groups.set(id, (group = new Map<string, number>()));
  return group;
}

function contentKey(content: Uint32Array, index: number): string {
  const at = index * 4;
  return `${content[at]!} ${content[at + 1]!} ${content[at + 2]!} ${content[at + 3]!}`;
}

function spanOrder(columns: TraceColumns, { start, end }: SpanTimes) {
  return (a: number, b: number): number => {
    const early = start[a]! - start[b]!;
    if (early !== 0) return early;
    const id = compareSpanIds(columns.spanId, a, b);
    if (id !== 0) return id;
    return (
      columns.kind[b]! - columns.kind[a]! ||
      end[a]! - end[b]! ||
      compareSpanIds(columns.parentSpanId, a, b) ||
      columns.statusCode[a]! - columns.statusCode[b]! ||
      columns.eventCount[a]! - columns.eventCount[b]! ||
      columns.linkCount[a]! - columns.linkCount[b]! ||
      compareTexts(columns.names[columns.name[a]!]!, columns.names[columns.name[b]!]!) ||
      compareContents(columns.content, a, b)
    );
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareContents(content: Uint32Array | undefined, a: number, b: number): number {
  if (content === undefined) return 0;
  for (let word = 0; word < 4; word++) {
    const difference = content[a * 4 + word]! - content[b * 4 + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
