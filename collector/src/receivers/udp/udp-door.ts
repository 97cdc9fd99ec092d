import type { Socket } from "node:dgram";
import { setTimeout as delay } from "node:timers/promises";
import type { SpanAppender } from "@spanhouse/model";
import type { JaegerDatagramsOutcome } from "@spanhouse/wire";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Ingest, RefusalCode } from "../../ingest.ts";
import {
  UDP_BATCH_AGE_MAX_MS,
  UDP_BATCH_BYTES,
  UDP_IDLE_MS,
  UDP_LOG_INTERVAL_MS,
  UDP_PACKET_BYTES_MAX,
  UDP_POOL_BYTES_MAX,
  UDP_QUEUE_BYTES_MAX,
} from "../../limits.ts";
import { urlOf } from "../listen.ts";
import { receiverMetrics, type ReceiverMetrics } from "../receiver-metrics.ts";
import type { Receiver } from "../receiver.ts";
import type { DatagramBatch } from "./datagram-batch.ts";
import { DatagramQueue } from "./datagram-queue.ts";
import { inodeOfUdpPort, kernelDropsOf } from "./kernel-drops.ts";
import { OccasionalLog } from "./occasional-log.ts";
import { udpMetrics, type UdpMetrics } from "./udp-metrics.ts";
import { openUdpSocket } from "./udp-socket.ts";

/** What one protocol over UDP is, apart from all that `UdpDoor` does for every one of them. */
export interface UdpProtocol {
  /** As in metrics, logs and addresses: `jaeger_udp_compact`. */
  readonly name: string;
  /** The setting that holds the port, for the message when it is taken. */
  readonly portSetting: string;
  /** Decodes many packets, each after its length (u32, little endian). */
  decode(body: Uint8Array, appender: SpanAppender): JaegerDatagramsOutcome;
}

export interface UdpDoorOptions {
  readonly ingest: Ingest;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/**
 * A door for a protocol over UDP. Nobody is answered and nothing comes twice, so what cannot be taken is
 * dropped and counted, with the reason:
 *
 *   kernel ─▶ socket ─▶ queue ─▶ admit, accept (identity: by nothing)
 *   its drops  too large  full    refused: overload, spool full, …
 */
export class UdpDoor implements Receiver {
  readonly name: string;
  readonly isUnanswered = true;
  readonly #protocol: UdpProtocol;
  readonly #options: UdpDoorOptions;
  readonly #spans: ReceiverMetrics;
  readonly #malformedLog: OccasionalLog;
  readonly #droppedLog: OccasionalLog;
  readonly #queue: DatagramQueue;
  #packets: UdpMetrics | undefined;
  #socket: Socket | undefined;
  #lastPacketAtMs = 0;
  #stopped: Promise<void> | undefined;

  constructor(protocol: UdpProtocol, options: UdpDoorOptions) {
    this.name = protocol.name;
    this.#protocol = protocol;
    this.#options = options;
    this.#spans = receiverMetrics(options.metrics, { receiver: protocol.name, transport: "udp" });
    const logger = options.logger.child({ receiver: protocol.name });
    const intervalMs = UDP_LOG_INTERVAL_MS;
    this.#malformedLog = new OccasionalLog(logger, { message: "malformed packets", intervalMs });
    this.#droppedLog = new OccasionalLog(logger, { message: "packets were dropped", intervalMs });
    this.#queue = new DatagramQueue({
      batchBytes: UDP_BATCH_BYTES,
      ageMaxMs: UDP_BATCH_AGE_MAX_MS,
      queueBytesMax: UDP_QUEUE_BYTES_MAX,
      poolBytesMax: UDP_POOL_BYTES_MAX,
      hand: (batch) => this.#hand(batch),
    });
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, metrics, logger } = this.#options;
    const setting = this.#protocol.portSetting;
    const socket = await openUdpSocket({ host, port, setting }, logger);
    this.#socket = socket;
    const realPort = socket.address().port;
    const inode = inodeOfUdpPort(realPort);
    this.#packets = udpMetrics(metrics, {
      receiver: this.name,
      queueBytes: () => this.#queue.bytes,
      kernelDrops: () => (inode === undefined ? undefined : kernelDropsOf(inode)),
    });
    socket.on("message", (packet, { address }) => this.#take(packet, address));
    socket.on("error", (error) => logger.error({ err: error }, "a UDP socket failed"));
    return { url: urlOf("udp", host, realPort) };
  }

  /** Nobody can be told to go elsewhere: packets are read until none come, then what is here is made durable. */
  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#close(deadlineMs);
    return this.#stopped;
  }

  async #close(deadlineMs: number): Promise<void> {
    if (this.#socket === undefined) return;
    const deadlineAtMs = performance.now() + deadlineMs;
    const idleFrom = performance.now();
    const leftMs = (): number => {
      const idleAtMs = Math.max(idleFrom, this.#lastPacketAtMs) + UDP_IDLE_MS;
      return Math.min(idleAtMs, deadlineAtMs) - performance.now();
    };
    while (leftMs() > 0) await delay(leftMs());
    this.#socket.close();
    const flushMs = Math.max(0, deadlineAtMs - performance.now());
    await Promise.race([this.#queue.flush(), delay(flushMs, undefined, { ref: false })]);
    this.#malformedLog.stop();
    this.#droppedLog.stop();
  }

  #take(packet: Uint8Array, sender: string): void {
    this.#lastPacketAtMs = performance.now();
    this.#packets?.received(1);
    if (packet.length > UDP_PACKET_BYTES_MAX) {
      this.#malformed(1, `a packet may have at most ${UDP_PACKET_BYTES_MAX} bytes`);
    } else if (!this.#queue.push(packet, sender)) this.#drop(1, "QUEUE_FULL");
  }

  async #hand(batch: DatagramBatch): Promise<void> {
    const { ingest, logger } = this.#options;
    const { body, packets, sender } = batch;
    const admission = ingest.admit(body.length);
    if (!admission.admitted) {
      this.#refuse(packets, admission.code);
      return;
    }
    // A batch may be decoded again, when a block had no room for it: the last time counts.
    let decoded: JaegerDatagramsOutcome | undefined;
    const decode = (bytes: Uint8Array, appender: SpanAppender): JaegerDatagramsOutcome =>
      (decoded = this.#protocol.decode(bytes, appender));
    try {
      const receiver = this.name;
      const identity = { by: "nothing" } as const;
      const peer = sender === undefined ? {} : { peerAddress: sender };
      const outcome = await ingest.accept({ body, decode, receiver, identity, ...peer });
      const { malformedPackets = 0, malformedReason = "" } = decoded ?? {};
      if (malformedPackets > 0) this.#malformed(malformedPackets, malformedReason);
      if (outcome.status === "stored") this.#spans.stored(outcome.spans, outcome.rejected);
      else {
        if (decoded?.status === "decoded") this.#spans.lost(decoded.spans);
        const code = outcome.status === "refused" ? outcome.code : "INTERNAL";
        this.#refuse(packets - malformedPackets, code);
      }
    } catch (error) {
      logger.error({ err: error }, "a batch of packets failed inside");
      this.#spans.failed("INTERNAL");
      this.#drop(packets, "INTERNAL");
    } finally {
      admission.release();
    }
  }

  #malformed(packets: number, reason: string): void {
    this.#packets?.malformed(packets);
    this.#malformedLog.note(packets, reason);
  }

  #refuse(packets: number, code: RefusalCode | "INTERNAL"): void {
    this.#spans.refused(code);
    this.#drop(packets, code);
  }

  #drop(packets: number, reason: string): void {
    this.#packets?.dropped(packets, reason);
    this.#droppedLog.note(packets, reason);
  }
}
