import { isSpanContextValid, trace } from "@opentelemetry/api";

const METHODS = ["debug", "error", "info", "log", "warn"] as const;

type Write = (...values: unknown[]) => void;

/**
 * Puts the ids of the running trace into what is written with `console`, as the instrumentations of pino, winston and bunyan
 * do for theirs. A line that is a JSON object gets them as members, other text at its end; what does not begin with a text
 * stays as it is, and so does everything outside of a trace.
 *
 *   paid 12.50 trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331
 *
 * @returns undoes it
 */
export function addIdsToConsole(console: Console): () => void {
  // As plain functions, because that is what they are: Node binds them.
  const methods = console as unknown as Record<(typeof METHODS)[number], Write>;
  const undo = METHODS.map((method) => {
    const before = methods[method];
    const withIds = (...values: unknown[]): void => before(...addIds(values));
    methods[method] = withIds;
    return () => {
      // Somebody may have put something over it, and that must stay.
      if (methods[method] === withIds) methods[method] = before;
    };
  });
  return () => undo.forEach((undoOne) => undoOne());
}

function addIds(values: readonly unknown[]): readonly unknown[] {
  const [first, ...others] = values;
  if (typeof first !== "string") return values;
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return values;
  const { traceId, spanId } = span;
  if (others.length === 0 && isJsonObject(first)) {
    const isEmpty = /^\s*\{\s*\}\s*$/.test(first);
    const members = `"trace_id":"${traceId}","span_id":"${spanId}"}`;
    return [first.replace(/\}\s*$/, isEmpty ? members : `,${members}`)];
  }
  const text = `trace_id=${traceId} span_id=${spanId}`;
  // A lone text is written as it is, and a second value would have its percent signs read as a format.
  return others.length === 0 ? [`${first} ${text}`] : [...values, text];
}

function isJsonObject(text: string): boolean {
  if (!/^\s*\{/.test(text) || !/\}\s*$/.test(text) || text.includes('"trace_id"')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
