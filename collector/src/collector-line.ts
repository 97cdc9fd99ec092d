import type { Admission, Ingest, IngestOutcome, IngestRequest } from "./ingest.ts";
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
  readonly #isTailFirst: boolean;

  constructor(main: Pipeline, tail: OpenTailSampling | undefined) {
    this.#main = main;
    this.#tail = tail?.pipeline;
    this.#isTailFirst = tail?.takesNew === true;
    if (tail === undefined) this.ingest = main.ingest;
    else if (tail.takesNew) this.ingest = new IngestBeside(tail.pipeline, main);
    else this.ingest = new IngestBeside(main, tail.pipeline);
  }

  /** Undefined when spans are taken; else why not. */
  readiness(): string | undefined {
    return this.#main.readiness() ?? this.#tail?.readiness();
  }

  /** From now on the doors' requests are refused; the main pipeline still takes what was decided. */
  refuseNew(): void {
    if (!this.#isTailFirst) this.#main.refuseNew();
    this.#tail?.refuseNew();
  }

  /** What is undecided stays on disk for the next start. */
  async stop(deadlineMs: number): Promise<void> {
    const deadlineAtMs = performance.now() + deadlineMs;
    await this.#tail?.stop(deadlineMs * TAIL_STOP_SHARE);
    await this.#main.stop(Math.max(0, deadlineAtMs - performance.now()));
  }
}

/**
 * The ingest of one pipeline, beside another that took the requests before tail sampling was turned on or off:
 * what came then and comes again goes where it is known.
 */
class IngestBeside implements Ingest {
  readonly #now: Pipeline;
  readonly #before: Pipeline;

  constructor(now: Pipeline, before: Pipeline) {
    this.#now = now;
    this.#before = before;
  }

  admit(bytes: number): Admission {
    return this.#now.ingest.admit(bytes);
  }

  accept(request: IngestRequest): Promise<IngestOutcome> {
    const { ingest } = this.#before.ingest.knows(request) ? this.#before : this.#now;
    return ingest.accept(request);
  }
}
