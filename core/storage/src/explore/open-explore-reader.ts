import type { Engine } from "../connection/engine.ts";
import { SEARCH_TIME_MAX_MS } from "../limits.ts";
import { answered } from "../read/answered.ts";
import type { Definitions } from "../read/definitions.ts";
import type { ReadOptions } from "../read/read-options.ts";
import { SEARCH_SETTINGS } from "../read/read-settings.ts";
import type { Layout } from "../schema/layout.ts";
import { compareAttributes } from "./compare-attributes.ts";
import type { ExploreReader } from "./explore-reader.ts";
import type { ExploreContext } from "./over-windows.ts";
import { readHeatmap } from "./read-heatmap.ts";

/** Answers from the spans; what each method promises is in explore-reader.ts. */
export function exploreReader(
  engine: Engine,
  layout: Layout,
  definitions: Definitions,
  timeMaxMs: number = SEARCH_TIME_MAX_MS,
): ExploreReader {
  const context = ({ signal }: ReadOptions = {}): ExploreContext => ({
    ...{ engine, layout, timeMaxMs },
    options: {
      ...{ settings: SEARCH_SETTINGS, lane: "search" },
      ...(signal === undefined ? {} : { signal }),
    },
  });
  return {
    readHeatmap: (question, options) => answered(() => readHeatmap(context(options), question)),
    compareAttributes: (question, options) =>
      answered(() => compareAttributes(context(options), definitions, question)),
  };
}
