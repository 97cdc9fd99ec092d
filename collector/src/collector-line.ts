import type { Ingest } from "./ingest.ts";
import { TAIL_STOP_SHARE } from "./limits.ts";
import type { Pipeline } from "./pipeline/pipeline.ts";
import type { OpenTailSampling } from "./tail-sampling/open-tail-sampling.ts";

/**
 * The pipelines that a span goes through after the doors and the processors, as one: that of tail sampling
 * when there is one, then the main one.
 */
export class CollectorLine {
  /** Where the doors deliver. */
  readonly ingest: Ingest;
  readonly #main: Pipeline;
  readonly #tail: Pipeline | undefined;

  constructor(main: Pipeline, tail: OpenTailSampling | undefined) {
    this.#main = main;
    this.#tail = tail?.pipeline;
    this.ingest = tail?.takesNew === true ? tail.pipeline.ingest : main.ingest;
  }

  /** Undefined when spans are taken; else why not. */
  readiness(): string | undefined {
    return this.#main.readiness() ?? this.#tail?.readiness();
  }

  /** From now on the doors' requests are refused; the main pipeline still takes what was decided. */
  refuseNew(): void {
    if (this.ingest === this.#main.ingest) this.#main.refuseNew();
    this.#tail?.refuseNew();
  }

  /** What is undecided stays on disk for the next start. */
  async stop(deadlineMs: number): Promise<void> {
    const deadlineAtMs = performance.now() + deadlineMs;
    await this.#tail?.stop(deadlineMs * TAIL_STOP_SHARE);
    await this.#main.stop(Math.max(0, deadlineAtMs - performance.now()));
  }
}
