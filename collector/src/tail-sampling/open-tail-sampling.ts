import type { Pipeline } from "../pipeline/pipeline.ts";
import {
  hasLeftovers,
  keepingEverything,
  startTailStage,
  type TailStageOptions,
} from "./tail-stage.ts";

export interface OpenTailSampling {
  readonly pipeline: Pipeline;
  /** False when it is there only for what it had before tail sampling was turned off. */
  readonly takesNew: boolean;
}

/**
 * The stage of tail sampling when there are policies. Without policies there is none and nothing is added
 * to the way of a span, unless acknowledged spans still wait there, which are all kept, or requests that it
 * took may come again.
 */
export async function openTailSampling(
  options: TailStageOptions,
): Promise<OpenTailSampling | undefined> {
  if (options.config.policies.length > 0) {
    return { pipeline: await startTailStage(options), takesNew: true };
  }
  if (!(await hasLeftovers(options.disk))) return undefined;
  const config = keepingEverything(options.config);
  return { pipeline: await startTailStage({ ...options, config }), takesNew: false };
}
