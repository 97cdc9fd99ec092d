import type { ConnectionOptions } from "node:tls";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Batch, InsertOutcome, SpanWriter } from "@spanhouse/storage";
import type { ForwardConfig } from "../config/forward.ts";
import { FORWARD_FAILURES_MAX, REASON_CHARS_MAX } from "../limits.ts";
import { diskFailureOf, type SpoolDisk } from "../pipeline/spool-disk.ts";
import { BatchBody } from "./batch-body.ts";
import { BindingRecord, type Binding } from "./binding.ts";
import { CollectorSet } from "./collector-set.ts";
import type { Resolve } from "./collector-addresses.ts";
import type { ExportMessage } from "./export-client.ts";
import { ForwardLog } from "./forward-log.ts";
import { forwardMetrics, type ForwardMetrics } from "./forward-metrics.ts";
import type { SendOutcome } from "./send-outcome.ts";
import { openSender } from "./sender.ts";

const compress = promisify(gzip);

export interface ForwarderOptions {
  readonly config: ForwardConfig;
  readonly disk: SpoolDisk;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Instead of the name service; for tests. */
  readonly resolve?: Resolve;
  /** Instead of FORWARD_TLS_CHECK_INTERVAL_MS; for tests. */
  readonly tlsCheckIntervalMs?: number;
}

/**
 * The writer of an agent's pipeline: what a collector has acknowledged is stored. A batch is one request, and
 * is sent again, to the same collector as long as that may already have it, until one says yes or no to it.
 * Sender and token let the collector recognise what it has (docs/operating/agent.md).
 */
export async function openForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { config, disk, logger, metrics, resolve, tlsCheckIntervalMs } = options;
  const record = new BindingRecord(disk);
  const known = { sender: await openSender(disk), binding: await record.read() };
  const counted = forwardMetrics(metrics);
  const log = new ForwardLog({ logger, metrics: counted });
  const collectors = new CollectorSet({
    config,
    log,
    ...(resolve !== undefined && { resolve }),
    ...(tlsCheckIntervalMs !== undefined && { tlsCheckIntervalMs }),
  });
  await collectors.start();
  return new Forwarder({ config, record, collectors, log, metrics: counted }, known);
}

interface Parts {
  readonly config: ForwardConfig;
  readonly record: BindingRecord;
  readonly collectors: CollectorSet;
  readonly log: ForwardLog;
  readonly metrics: ForwardMetrics;
}

export class Forwarder implements SpanWriter {
  readonly #parts: Parts;
  readonly #sender: string;
  readonly #body = new BatchBody();
  /** A batch that the collector may have, so that no other may get it. */
  #inDoubt: Binding | undefined;
  /** Why the last request was not taken. */
  #trouble = "no collector is known";
  /** How often collectors failed at the batch, of which there is one at a time. */
  #failed = { token: "", times: 0 };

  /** `binding`: what the process before this one may have been sending. */
  constructor(
    parts: Parts,
    { sender, binding }: { readonly sender: string; readonly binding: Binding | undefined },
  ) {
    this.#parts = parts;
    this.#sender = sender;
    this.#inDoubt = binding;
  }

  async insert(batch: Batch): Promise<InsertOutcome> {
    // Batches come one after the other: when there is another, the one before is settled.
    if (this.#inDoubt !== undefined && this.#inDoubt.token !== batch.token) this.#trust();
    try {
      const doubt = this.#doubtOf(batch);
      return doubt === undefined ? await this.#sendToAny(batch) : await this.#ask(batch, doubt);
    } catch (error) {
      const { reason } = diskFailureOf(error);
      return { status: "retry", reason: `the spool's disk failed: ${reason}` };
    }
  }

  /** What connections to collectors are secured with now. */
  get tlsOptions(): ConnectionOptions {
    return this.#parts.collectors.tlsOptions;
  }

  /** Ends connections; a request under way has an unknown outcome. */
  stop(): void {
    this.#parts.collectors.stop();
  }

  /** The collector that has to be asked about the batch; undefined when any may get it. */
  #doubtOf({ token }: Batch): Binding | undefined {
    const { collectors, config, log } = this.#parts;
    const doubt = this.#inDoubt;
    if (doubt === undefined) return undefined;
    const isOver = Date.now() - doubt.sinceMs > config.uncertainWaitMs;
    const others = collectors.othersThan(doubt.address);
    if (!isOver || others === 0) return doubt;
    log.uncertain(collectors.linkTo(doubt.address).name);
    this.#failed = { token, times: 0 };
    this.#trust();
    return undefined;
  }

  /** Sends a batch that may be there already to where it may be. */
  async #ask(batch: Batch, doubt: Binding): Promise<InsertOutcome> {
    const { collectors } = this.#parts;
    const link = collectors.linkTo(doubt.address);
    await collectors.rest(link);
    if (link.restMs > 0) return this.#retry();
    const outcome = await link.send(await this.#messageOf(batch));
    // A refusal says nothing about the request before this one.
    return this.#settled(batch, outcome) ?? this.#retry();
  }

  /** Sends a batch that nobody has, to one collector after the other until one does not refuse it. */
  async #sendToAny(batch: Batch): Promise<InsertOutcome> {
    const { collectors, record } = this.#parts;
    const { token } = batch;
    let message: ExportMessage | undefined;
    for (const link of collectors.inTurn()) {
      // What hangs would take the batch with it, so a collector that failed is asked with an empty one.
      if (link.isSuspect && collectors.hasChoice && !(await link.probe())) continue;
      message ??= await this.#messageOf(batch);
      const binding = { token, address: link.address, sinceMs: Date.now() };
      // Also of the only collector: after a restart there may be others.
      await record.write(binding);
      const outcome = await link.send(message);
      const settled = this.#settled(batch, outcome);
      if (settled !== undefined) return settled;
      if (outcome.status !== "refused") {
        this.#inDoubt = binding;
        return this.#retry();
      }
    }
    await collectors.rest();
    return this.#retry();
  }

  /** What the outcome says about the whole batch; undefined when it has to be sent again. */
  #settled({ token }: Batch, outcome: SendOutcome): InsertOutcome | undefined {
    switch (outcome.status) {
      case "stored":
        if (outcome.partial !== undefined) this.#parts.log.partial(outcome.partial);
        this.#trust();
        return { status: "stored" };
      case "rejected":
        this.#trust();
        return { status: "rejected", reason: cut(outcome.reason) };
      case "refused":
      case "unknown":
        this.#body.abandon();
        this.#trouble = cut(outcome.reason);
        return undefined;
      case "failed": {
        this.#body.abandon();
        this.#trouble = cut(outcome.reason);
        const times = this.#failed.token === token ? this.#failed.times + 1 : 1;
        this.#failed = { token, times };
        if (times < FORWARD_FAILURES_MAX) return undefined;
        this.#trust();
        return { status: "rejected", reason: this.#trouble };
      }
    }
  }

  #trust(): void {
    this.#inDoubt = undefined;
    this.#parts.collectors.releaseFormer();
  }

  #retry(): InsertOutcome {
    return { status: "retry", reason: this.#trouble };
  }

  async #messageOf({ parts, token }: Batch): Promise<ExportMessage> {
    const { compression, timeoutMs } = this.#parts.config;
    const body = await this.#body.read(parts);
    const isGzip = compression === "gzip";
    return {
      body: isGzip ? await compress(body, { level: constants.Z_BEST_SPEED }) : body,
      isGzip,
      headers: { "spanhouse-sender": this.#sender, "spanhouse-token": token },
      timeoutMs,
    };
  }
}

function cut(reason: string): string {
  return reason.slice(0, REASON_CHARS_MAX);
}
