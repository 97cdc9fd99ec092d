import type { Engine, QueryOptions } from "../connection/engine.ts";
import { answered } from "../read/answered.ts";
import { SMALL_TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import type { Layout } from "../schema/layout.ts";
import { findStoredSpans } from "./find-stored-spans.ts";
import { readRecentExemplars } from "./read-recent-exemplars.ts";
import { readTargets } from "./read-targets.ts";
import type { SpanMetricsReader } from "./span-metrics-reader.ts";

/** What each question promises is in span-metrics-reader.ts. */
export function spanMetricsReader(engine: Engine, layout: Layout): SpanMetricsReader {
  return {
    findStoredSpans: (tenant, spans, options) =>
      answered(() => findStoredSpans(engine, layout, { tenant, spans }, inBackground(options))),
    readRecentExemplars: (tenant, question, options) =>
      answered(() =>
        readRecentExemplars(engine, layout, { tenant, ...question }, inBackground(options)),
      ),
    readTargets: (tenant, question, options) =>
      answered(() => readTargets(engine, layout, { tenant, ...question }, inBackground(options))),
  };
}

function inBackground(options: { readonly signal?: AbortSignal } | undefined): QueryOptions {
  return {
    settings: SMALL_TRACE_READ_SETTINGS,
    lane: "background",
    ...(options?.signal === undefined ? {} : { signal: options.signal }),
  };
}
