import type { Engine } from "../connection/engine.ts";
import { answered } from "../read/answered.ts";
import type { Layout } from "../schema/layout.ts";
import type { ExemplarReader } from "./exemplar-reader.ts";
import { findStoredSpans } from "./find-stored-spans.ts";

/** What each question promises is in exemplar-reader.ts. */
export function exemplarReader(engine: Engine, layout: Layout): ExemplarReader {
  return {
    findStoredSpans: (tenant, spans, options) =>
      answered(() => findStoredSpans(engine, layout, { tenant, spans }, options?.signal)),
  };
}
