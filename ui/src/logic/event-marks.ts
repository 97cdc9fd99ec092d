import type { TraceModel } from "./trace-model.ts";

/** Marks of one row that are drawn; more would only cover each other. */
export const EVENT_MARKS_DRAWN_MAX = 40;

/** When the events of a row were, microseconds since the start of the trace; evenly chosen when many. */
export function eventMarks({ trace, eventFrom }: TraceModel, row: number): readonly number[] {
  const from = eventFrom[row]!;
  const count = eventFrom[row + 1]! - from;
  const drawn = Math.min(count, EVENT_MARKS_DRAWN_MAX);
  return Array.from(
    { length: drawn },
    (_, index) => trace.events.startUs[from + Math.floor((index * count) / drawn)]!,
  );
}
