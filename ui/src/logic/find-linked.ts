import { type OwnTraceLink, SpanIdTable, writeSpanIdWords } from "@spanhouse/model";
import { text } from "../texts/left-out-links.ts";
import {
  type HandOff,
  LINKED_LEVELS_MAX,
  LINKED_SPANS_MAX,
  LINKED_TRACES_MAX,
  type LinkedTrace,
} from "./linked-parts.ts";
import type { Trace } from "./trace.ts";

/** Traces that are read side by side. */
const READ_AT_ONCE = 4;

/** The links of a trace, as far as anybody needs them here. */
type Link = Pick<OwnTraceLink, "spanId" | "linkedTraceId" | "linkedSpanId">;

/** What answers about traces and their links. */
export interface LinkSource {
  /** A trace; undefined when there is none or it has more spans than `spansMax`. */
  readonly readTrace: (traceId: string, spansMax: number) => Promise<Trace | undefined>;
  readonly readLinks: (trace: Trace) => Promise<readonly Link[]>;
  /** Ids of traces of which a span links to this one, at most `countMax` of them and one more. */
  readonly findLinking: (trace: Trace, countMax: number) => Promise<readonly string[]>;
}

export interface FoundLinked {
  /** The first is the one that was started from. */
  readonly traces: readonly LinkedTrace[];
  readonly handOffs: readonly HandOff[];
  /** What was left out, in sentences. */
  readonly warnings: readonly string[];
}

/** A trace that was read, and where it is among the others. */
interface Read {
  readonly part: number;
  readonly trace: Trace;
  readonly links: readonly Link[];
  /** By the id of a span; -1 when the trace has none with it. */
  readonly rowOf: (spanId: string) => number;
}

/**
 * The traces that spans of a trace link to, and those whose spans link to it; then the same of these, up to
 * LINKED_LEVELS_MAX levels, LINKED_TRACES_MAX traces and LINKED_SPANS_MAX spans.
 */
export async function findLinked(first: Trace, source: LinkSource): Promise<FoundLinked> {
  const links = await source.readLinks(first);
  const read: Read[] = [{ part: 0, trace: first, links, rowOf: rowFinder(first) }];
  const traces: LinkedTrace[] = [{ trace: first }];
  const seen = new Set([first.traceId]);
  const leftOut = { count: 0, missing: 0, further: 0 };
  let spansLeft = LINKED_SPANS_MAX;
  let level: readonly Read[] = read.slice();
  for (let depth = 1; level.length > 0; depth++) {
    const linking = await Promise.all(
      level.map(({ trace }) => source.findLinking(trace, LINKED_TRACES_MAX)),
    );
    const linked = level.flatMap(({ links }) => links.map(({ linkedTraceId }) => linkedTraceId));
    const wanted = new Set([...linked, ...linking.flat()].filter((id) => !seen.has(id)));
    if (depth > LINKED_LEVELS_MAX) {
      leftOut.further = wanted.size;
      break;
    }
    for (const traceId of wanted) seen.add(traceId);
    const next: Read[] = [];
    const ids = [...wanted];
    for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
      const room = LINKED_TRACES_MAX + 1 - traces.length;
      if (room <= 0 || spansLeft <= 0) {
        leftOut.count += ids.length - at;
        break;
      }
      const some = ids.slice(at, at + READ_AT_ONCE);
      leftOut.count += Math.max(0, some.length - room);
      const spansMax = spansLeft;
      for (const found of await Promise.all(
        some.slice(0, room).map((traceId) => readLinked(source, traceId, spansMax)),
      )) {
        const below = found && placeOf(found.trace, found.links, level);
        if (found === undefined || below === undefined) leftOut.missing++;
        else if (found.trace.spanCount > spansLeft) leftOut.count++;
        else {
          spansLeft -= found.trace.spanCount;
          next.push({ ...found, part: traces.push({ trace: found.trace, below }) - 1 });
        }
      }
    }
    read.push(...next);
    level = next;
  }
  return { traces, handOffs: handOffsOf(read), warnings: warningsOf(leftOut) };
}

async function readLinked(
  source: LinkSource,
  traceId: string,
  spansMax: number,
): Promise<Omit<Read, "part"> | undefined> {
  const trace = await source.readTrace(traceId, spansMax);
  if (trace === undefined) return undefined;
  return { trace, links: await source.readLinks(trace), rowOf: rowFinder(trace) };
}

/** The span of the level before that a trace belongs to. */
function placeOf(
  trace: Trace,
  links: readonly Link[],
  level: readonly Read[],
): LinkedTrace["below"] {
  for (const one of level) {
    const out = one.links.find(({ linkedTraceId }) => linkedTraceId === trace.traceId);
    const back = links.find(({ linkedTraceId }) => linkedTraceId === one.trace.traceId);
    const spanId = out?.spanId ?? back?.linkedSpanId;
    if (spanId === undefined) continue;
    // A link to a span that is not stored is one to the trace.
    return { part: one.part, row: Math.max(0, one.rowOf(spanId)) };
  }
  return undefined;
}

/** Of all links between the traces that are shown, those of which both spans are there. */
function handOffsOf(read: readonly Read[]): readonly HandOff[] {
  return read.flatMap((one) =>
    one.links.flatMap(({ spanId, linkedTraceId, linkedSpanId }) => {
      const other = read.find(({ trace }) => trace.traceId === linkedTraceId);
      if (other === undefined || other === one) return [];
      const to = { part: one.part, row: one.rowOf(spanId) };
      const from = { part: other.part, row: other.rowOf(linkedSpanId) };
      return from.row < 0 || to.row < 0 ? [] : [{ from, to }];
    }),
  );
}

/** Of several rows with one id, the first. The rows are looked through once, for the first link that asks. */
function rowFinder({ spans: { spanId, kind } }: Trace): Read["rowOf"] {
  let table: SpanIdTable | undefined;
  const words = new Uint32Array(2);
  return (id) => {
    if (table === undefined) {
      table = new SpanIdTable(spanId, kind.length);
      for (let row = 0; row < kind.length; row++) table.add(row);
    }
    writeSpanIdWords(words, 0, id);
    return table.find(words[0]!, words[1]!);
  };
}

function warningsOf({
  count,
  missing,
  further,
}: {
  readonly count: number;
  readonly missing: number;
  readonly further: number;
}): readonly string[] {
  const warnings: string[] = [];
  if (count > 0) {
    const [tracesMax, spansMax] = [LINKED_TRACES_MAX, LINKED_SPANS_MAX];
    warnings.push(text.tooMany({ count, tracesMax, spansMax }));
  }
  if (missing > 0) warnings.push(text.missing(missing));
  if (further > 0) warnings.push(text.tooFar(further, LINKED_LEVELS_MAX));
  return warnings;
}
