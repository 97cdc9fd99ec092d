import { SPAN_KINDS } from "@spanhouse/model";
import type { Trace } from "./trace.ts";

/** Spans that are exported; of a larger trace the first rows, because the text has to fit in memory. */
export const PERFETTO_SPANS_MAX = 200_000;

/** Tracks of one service; what overlaps more shares the last one. */
const TRACKS_PER_SERVICE_MAX = 64;

/**
 * A trace in the JSON of Chrome's trace events, which Perfetto and Chrome open: a process for each service, and in it
 * as many threads as it needs so that what is on one of them is one in the other.
 */
export function toPerfettoJson(trace: Trace): string {
  const { spans, services, operations } = trace;
  const count = Math.min(spans.kind.length, PERFETTO_SPANS_MAX);
  const rows = Array.from({ length: count }, (_, row) => row);
  const { startUs, durationUs } = spans;
  rows.sort((a, b) => startUs[a]! - startUs[b]! || durationUs[b]! - durationUs[a]! || a - b);
  const tracks = services.map(() => new Tracks());
  const events: string[] = services.map(({ name }, service) =>
    JSON.stringify({ ph: "M", name: "process_name", pid: service + 1, args: { name } }),
  );
  for (const row of rows) {
    const service = spans.service[row]!;
    const [ts, dur] = [startUs[row]!, durationUs[row]!];
    const status = spans.status[row] === 2 ? { status: "error" } : {};
    events.push(
      JSON.stringify({
        ...{ ph: "X", name: operations[spans.operation[row]!], cat: SPAN_KINDS[spans.kind[row]!] },
        ...{ pid: service + 1, tid: tracks[service]!.trackOf(ts, ts + dur) + 1, ts, dur },
        args: { row, depth: spans.depth[row], ...status },
      }),
    );
  }
  const about = { traceId: trace.traceId, startUnixNano: trace.startUnixNano };
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n${events.join(",\n")}\n]}`;
}

/** The tracks of one service: of each the ends of what is open on it, the innermost last. */
class Tracks {
  readonly #open: number[][] = [];

  /** The first track where a span from one time to another has room, alone or within what is open. */
  trackOf(fromUs: number, toUs: number): number {
    for (const [track, ends] of this.#open.entries()) {
      while (ends.length > 0 && ends.at(-1)! <= fromUs) ends.pop();
      const hasRoom = ends.length === 0 || ends.at(-1)! >= toUs;
      if (!hasRoom && track < TRACKS_PER_SERVICE_MAX - 1) continue;
      ends.push(toUs);
      return track;
    }
    return this.#open.push([toUs]) - 1;
  }
}
