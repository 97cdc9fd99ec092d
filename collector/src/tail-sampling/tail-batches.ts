import {
  KEEP_ALL_THRESHOLD,
  maxThreshold,
  SpanPlayer,
  SpanRecorder,
  thresholdOf,
  withThreshold,
  type Span,
  type SpanAppender,
} from "@spanhouse/model";
import type { Batch, BatchPart, InsertOutcome, SpanWriter } from "@spanhouse/storage";
import { decodeOtlpProtobuf, type DecodeOutcome } from "@spanhouse/wire";
import type { Ingest, IngestOutcome } from "../ingest.ts";
import type { BatchGate, GatedFile, Ripeness } from "../pipeline/batch-gate.ts";
import { diskFailureOf, type SpoolDisk } from "../pipeline/spool-disk.ts";
import { SPOOL_FOLDER } from "../pipeline/spool-file.ts";
import type { DecisionLog } from "./decision-log.ts";
import type { RememberedDecision } from "./decision-table.ts";
import type { TailSampler } from "./tail-sampler.ts";

export interface TailBatchesOptions {
  /** That of the pipeline whose files these are. */
  readonly disk: SpoolDisk;
  readonly sampler: TailSampler;
  readonly log: DecisionLog;
  /** Gets the spans of kept traces. */
  readonly ingest: Ingest;
  /** Who delivers, 32 hexadecimal digits: with the token of a batch it makes a delivery the same as before. */
  readonly sender: string;
  readonly now: () => number;
  readonly events: TailBatchesEvents;
}

export interface TailBatchesEvents {
  /** Spans of a batch that is handed over, and of those that are dropped with it. */
  readonly onHandedOver: (kept: number, dropped: number) => void;
}

/** Part of the way that requests come by; see IngestRequest. */
const RECEIVER = "tail_sampling";

interface OpenPart extends Pick<BatchPart, "only"> {
  readonly content: Uint8Array;
}

/**
 * The end of the pipeline in front of the main one. As its gate it looks at every sealed file and lets one go
 * when its traces can be decided; as its writer it decides them, makes the decisions durable, and delivers
 * the spans of kept traces to the main ingest.
 *
 * Cut off anywhere, the batch is in doubt and comes again with the same token: what was decided is found in
 * the log, and what was delivered is recognised.
 */
export class TailBatches implements BatchGate, SpanWriter {
  readonly #options: TailBatchesOptions;

  constructor(options: TailBatchesOptions) {
    this.#options = options;
  }

  async look(files: readonly GatedFile[]): Promise<Ripeness> {
    const { sampler, now } = this.#options;
    // The list may grow while files are read; whoever is new then is asked for next time.
    const { length } = files;
    // New files are at the end: there may be thousands, and this is asked for every one of them.
    let first = length;
    while (first > 0 && !sampler.hasSeen(files[first - 1]!.name)) first -= 1;
    for (const { name, sealedAtMs } of files.slice(first)) await this.#see(name, sealedAtMs);
    return sampler.ripeness(files.slice(0, length), now());
  }

  async insert({ parts, token }: Batch): Promise<InsertOutcome> {
    const { sampler, log, now } = this.#options;
    const names = parts.map(({ path }) => nameIn(path));
    const open: OpenPart[] = [];
    try {
      // A file that was cut up is looked at for each of its pieces: its traces are decided by then.
      for (const name of names) if (!sampler.hasSeen(name)) await this.#see(name, now());
      const decisions = sampler.decide(names, now());
      await log.append(decisions);
      sampler.settle(decisions);
      for (const { path, only } of parts) {
        const content = await this.#content(nameIn(path));
        open.push(only === undefined ? { content } : { content, only });
      }
    } catch (error) {
      return { status: "retry", reason: diskFailureOf(error).reason };
    }
    const outcome = await this.#deliver(open, token);
    if (outcome.status !== "retry") for (const name of names) sampler.forget(name);
    return outcome;
  }

  async #deliver(parts: readonly OpenPart[], token: string): Promise<InsertOutcome> {
    const { ingest, sender, events } = this.#options;
    const bytes = parts.reduce((sum, { content }) => sum + content.length, 0);
    const admission = ingest.admit(bytes);
    if (!admission.admitted) return { status: "retry", reason: admission.code };
    let counts = { kept: 0, dropped: 0 };
    try {
      const outcome = await ingest.accept({
        // There is no body: the spans come from several files. The token stands for them.
        body: Buffer.from(token, "hex"),
        decode: (_, appender) => {
          const handed = this.#handOver(parts, appender);
          counts = handed.counts;
          return handed.outcome;
        },
        receiver: RECEIVER,
        identity: { by: "delivery", sender, token },
      });
      if (outcome.status === "stored") events.onHandedOver(counts.kept, counts.dropped);
      return insertOutcomeOf(outcome);
    } finally {
      admission.release();
    }
  }

  #handOver(
    parts: readonly OpenPart[],
    appender: SpanAppender,
  ): { outcome: DecodeOutcome; counts: { kept: number; dropped: number } } {
    const player = new SpanPlayer(appender);
    const counts = { kept: 0, dropped: 0 };
    for (const { content, only } of parts) {
      let row = 0;
      const recorder = new SpanRecorder((span) => {
        const isIn = only === undefined || (row >= only.from && row < only.from + only.count);
        row += 1;
        if (!isIn) return;
        const kept = asDecided(span, this.#options.sampler.decisionOf(span.traceId));
        counts[kept === undefined ? "dropped" : "kept"] += 1;
        if (kept !== undefined) player.append(kept);
      }, "refuse");
      const outcome = decodeOtlpProtobuf(content, recorder);
      if (outcome.status === "malformed") return { outcome, counts };
    }
    return { outcome: { status: "decoded", spans: counts.kept, rejected: 0, reason: "" }, counts };
  }

  async #see(name: string, sealedAtMs: number): Promise<void> {
    const content = await this.#content(name);
    this.#options.sampler.see(name, sealedAtMs, (take) => {
      // What is in a file was decoded when it came in; should it not be readable, handing it over says so.
      decodeOtlpProtobuf(content, new SpanRecorder(take, "leaveOut"));
    });
  }

  async #content(name: string): Promise<Uint8Array> {
    const pieces: Buffer[] = [];
    await this.#options.disk.read(name, (piece) => pieces.push(Buffer.from(piece)));
    return Buffer.concat(pieces);
  }
}

/** The span as it is stored; undefined when its trace was dropped. What was decided and forgotten is kept. */
function asDecided(span: Span, decision: RememberedDecision | undefined): Span | undefined {
  if (decision === undefined) return span;
  const { isKept, threshold } = decision;
  if (!isKept) return undefined;
  if (threshold === KEEP_ALL_THRESHOLD) return span;
  const before = thresholdOf(span.traceState) ?? KEEP_ALL_THRESHOLD;
  if (maxThreshold(before, threshold) === before) return span;
  const traceState = withThreshold(span.traceState, threshold);
  return traceState === undefined ? span : { ...span, traceState };
}

function insertOutcomeOf(outcome: IngestOutcome): InsertOutcome {
  switch (outcome.status) {
    case "stored":
      return { status: "stored" };
    case "refused":
      return { status: "retry", reason: `${outcome.code}: ${outcome.reason}` };
    case "malformed":
    case "tooLarge":
      // Then it is cut in two until what cannot be stored is alone.
      return { status: "rejected", reason: outcome.reason };
  }
}

/** The name of a spool file of which only the path is known. */
function nameIn(path: string): string {
  return path.slice(path.lastIndexOf(`${SPOOL_FOLDER}/`));
}
