import type { Logger } from "pino";
import type { Registry } from "prom-client";

import type { PendingSpans, SpanWriter } from "@spanhouse/storage";

import type { RefusalCode, Refused } from "../ingest.ts";
import {
  DISK_PROBE_BYTES,
  REASON_CHARS_MAX,
  RETRY_AFTER_OVERLOADED_MS,
  RETRY_AFTER_SPOOL_MS,
} from "../limits.ts";
import { RequestGate } from "./admission.ts";
import type { BatchGate } from "./batch-gate.ts";
import { DeliveryMemory } from "./delivery-memory.ts";
import { RequestIngest } from "./ingest-requests.ts";
import { Inserter } from "./inserter.ts";
import { pipelineMetrics, registerPipelineGauges } from "./metrics.ts";
import { NATIVE_FORMAT } from "./native-format.ts";
import { openSpool, type OpenSpool } from "./open-spool.ts";
import { pendingInSpool } from "./pending-in-spool.ts";
import { PipelineLog } from "./pipeline-log.ts";
import { requestHash } from "./request-hash.ts";
import { RequestWindow } from "./request-window.ts";
import { Resources } from "./resources.ts";
import { Sealer } from "./sealer.ts";
import { diskFailureOf, type SpoolDisk } from "./spool-disk.ts";
import type { SpoolFormat } from "./spool-format.ts";
import type { PipelineTuning } from "./tuning.ts";

export interface PipelineOptions {
  /** Its folders `spool` and `quarantine` belong to this pipeline alone; see `diskInFolder` for a second one. */
  readonly disk: SpoolDisk;
  /** Of the spool files, which is what the writer gets; NATIVE_FORMAT by default. */
  readonly format?: SpoolFormat;
  readonly writer: SpanWriter;
  /** When sealed files may go to the writer; at once without it. */
  readonly gate?: BatchGate;
  readonly tuning: PipelineTuning;
  readonly logger: Logger;
  /** A registry holds the metrics of one pipeline: their names are fixed. */
  readonly metrics: Registry;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * From a decoded request to the store. Opens the spool, goes on with what the last process left, and takes
 * requests until `stop`.
 */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { disk, format = NATIVE_FORMAT, tuning, logger, now = Date.now } = options;
  const metrics = pipelineMetrics(options.metrics, tuning.spoolBytesMax);
  const window = new RequestWindow({
    windowMs: tuning.requestWindowMs,
    entriesMax: tuning.requestWindowEntriesMax,
    now,
  });
  const log = new PipelineLog({ logger, metrics, reasonCharsMax: REASON_CHARS_MAX });
  const deliveries = new DeliveryMemory({
    sendersMax: tuning.sendersMax,
    onForgotten: log.ingest.onSenderForgotten,
  });
  const probeBytes = DISK_PROBE_BYTES;
  const open = await openSpool({
    disk,
    format,
    tuning,
    window,
    deliveries,
    log,
    logger,
    probeBytes,
    now,
  });
  const pipeline = new Pipeline({ ...options, format, now }, { open, window, deliveries, log });
  await pipeline.start();
  return pipeline;
}

type WholeOptions = PipelineOptions & Required<Pick<PipelineOptions, "format" | "now">>;

interface Parts {
  readonly open: OpenSpool;
  readonly window: RequestWindow;
  readonly deliveries: DeliveryMemory;
  readonly log: PipelineLog;
}

export class Pipeline {
  readonly ingest: RequestIngest;
  /** Acknowledged spans that are not known to be in the store. */
  readonly pending: PendingSpans;
  readonly #options: WholeOptions;
  readonly #parts: Parts;
  readonly #resources: Resources;
  readonly #gate: RequestGate;
  readonly #sealer: Sealer;
  readonly #inserter: Inserter;
  #timers: NodeJS.Timeout[] = [];
  #isStopping = false;

  constructor(options: WholeOptions, parts: Parts) {
    const { disk, format, tuning, now } = options;
    const { open, window, deliveries, log } = parts;
    this.#options = options;
    this.#parts = parts;
    this.pending = pendingInSpool(open.spool, disk);
    this.#resources = new Resources({
      disk,
      memoryBytesMax: tuning.memoryBytesMax,
      freeBytesMin: tuning.diskFreeBytesMin,
    });
    this.#gate = new RequestGate({
      inFlightBytesMax: tuning.inFlightBytesMax,
      refusal: (bytes) => this.#refusal(bytes),
      refusedAs,
      onRefused: log.ingest.onRefused,
    });
    this.#sealer = new Sealer({
      newBlock: () => format.newBlock(),
      write: async (sealed) => this.#parts.open.spool.seal(sealed),
      isMoreExpected: () => ingest.requestsBeingRead > 0,
      ageMaxMs: tuning.sealAgeMaxMs,
      ageBusyMaxMs: tuning.sealAgeBusyMaxMs,
      busyBytes: tuning.sealBusyBytes,
      quietMs: tuning.sealQuietMs,
      sealBytes: tuning.sealBytes,
      blockBytesMax: tuning.blockBytesMax,
      fileBytesMax: tuning.fileBytesMax,
      now,
    });
    const ingest = new RequestIngest({
      gate: this.#gate,
      hash: requestHash(open.secret),
      window,
      deliveries,
      sealer: this.#sealer,
      refusal: () => this.#diskRefusal(),
      refusedAs,
      events: log.ingest,
    });
    this.ingest = ingest;
    this.#inserter = new Inserter({
      disk,
      spool: open.spool,
      journal: open.journal,
      writer: options.writer,
      gate: options.gate,
      limits: {
        intervalMs: tuning.insertIntervalMs,
        rows: tuning.batchRowsMax,
        bytes: tuning.batchBytesMax,
        files: tuning.batchFilesMax,
        poisonRows: tuning.poisonRowsMax,
      },
      backoff: tuning.backoff,
      now,
      events: log.inserter,
    });
  }

  /** Called once, by startPipeline. */
  async start(): Promise<void> {
    const { tuning } = this.#options;
    this.#registerGauges();
    await this.#resources.look();
    this.#every(tuning.resourcesProbeIntervalMs, async () => this.#resources.look());
    this.#every(tuning.diskProbeIntervalMs, async () => this.#probeDisk());
    this.#every(tuning.doneSweepIntervalMs, async () => this.#parts.open.journal.sweep());
    this.#parts.log.whenSealed = () => this.#inserter.wake();
    this.#inserter.start(this.#parts.open.inDoubt);
  }

  /** Undefined when requests are taken; else why not. */
  readiness(): string | undefined {
    if (this.#isStopping) return "shutting down";
    const { state } = this.#parts.open.spool;
    if (state === "failed") return "the spool's disk failed";
    if (state === "full" || this.#resources.isDiskShort) return "the spool's disk is full";
    return undefined;
  }

  /** From now on nothing new is let in; what was let in is still served. */
  refuseNew(): void {
    this.#isStopping = true;
  }

  /** Seals what was accepted, then gives the store until the deadline. What it does not take stays in the spool. */
  async stop(deadlineMs: number): Promise<void> {
    this.refuseNew();
    const deadlineAtMs = performance.now() + deadlineMs;
    // A disk that hangs must not keep the process; what it has not made durable was not acknowledged.
    await withDeadline(this.#sealer.flush(), deadlineMs);
    // What a failed disk may have kept of refused requests goes, if it can; else the next start finds it.
    await withDeadline(this.#probeDisk(), Math.max(0, deadlineAtMs - performance.now()));
    await this.#inserter.drain(Math.max(0, deadlineAtMs - performance.now()));
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Why a request of this size cannot be let in. */
  #refusal(bytes: number): Refused | undefined {
    if (this.#isStopping) return refusedAs("INGEST_SHUTTING_DOWN");
    const { tuning } = this.#options;
    const isSpoolFull = this.#parts.open.spool.bytes + bytes > tuning.spoolBytesMax;
    if (isSpoolFull || this.#resources.isDiskShort) return refusedAs("INGEST_SPOOL_FULL");
    return this.#diskRefusal() ?? this.#memoryRefusal();
  }

  #diskRefusal(): Refused | undefined {
    const { state } = this.#parts.open.spool;
    if (state === "healthy") return undefined;
    return refusedAs(state === "full" ? "INGEST_SPOOL_FULL" : "INGEST_SPOOL_FAILED");
  }

  #memoryRefusal(): Refused | undefined {
    return this.#resources.isMemoryShort ? refusedAs("INGEST_OVERLOADED") : undefined;
  }

  async #probeDisk(): Promise<void> {
    // An open block would be written to a disk that is about to be tried; it is refused when its turn comes.
    if (await this.#parts.open.spool.probe()) this.#inserter.wake();
  }

  /** Runs work again and again, never twice at a time. A disk that is in the way is met again next time. */
  #every(intervalMs: number, work: () => Promise<void>): void {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      work()
        .catch((error: unknown) => {
          const { reason } = diskFailureOf(error);
          this.#options.logger.debug({ reason }, "the disk is in the way");
        })
        .finally(() => (isRunning = false));
    }, intervalMs);
    this.#timers.push(timer.unref());
  }

  #registerGauges(): void {
    const { spool } = this.#parts.open;
    registerPipelineGauges(this.#options.metrics, {
      spoolBytes: () => spool.bytes,
      spoolFiles: () => spool.fileCount,
      spoolSpans: () => spool.rows,
      oldestAgeSeconds: () => {
        const oldestMs = spool.oldestSealedAtMs;
        return oldestMs === undefined ? 0 : (this.#options.now() - oldestMs) / 1000;
      },
      bytesInFlight: () => this.#gate.bytesInFlight,
    });
  }
}

function refusedAs(code: RefusalCode): Refused {
  const isSpool = code === "INGEST_SPOOL_FULL" || code === "INGEST_SPOOL_FAILED";
  const retryAfterMs = isSpool ? RETRY_AFTER_SPOOL_MS : RETRY_AFTER_OVERLOADED_MS;
  return { admitted: false, code, retryAfterMs };
}

async function withDeadline(work: Promise<unknown>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)));
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
