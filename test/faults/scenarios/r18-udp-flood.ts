import { createSocket, type Socket } from "node:dgram";
import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { jaegerDatagram } from "../../support/jaeger-thrift-encode.ts";
import { RunningChild } from "../child-process.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { issuedSpan, traceIdOf } from "../issued-span.ts";
import { Oracle } from "../oracle.ts";
import { Pusher } from "../pusher.ts";
import { storedIn } from "../stored-traces.ts";

const SPANS_PER_PACKET = 10;
/** Ten times what an agent is made for. */
const PACKETS_PER_SECOND = 50_000;
const BURST_PACKETS = 500;
const QUIET_MS_MAX = 10_000;
/** An exporter waits ten seconds. */
const ACKNOWLEDGED_MS_MAX = 5_000;
/** Numbers of requests of the packets, beyond those of OTLP. */
const FIRST_PACKET = 5_000_000;
/** Packets are told apart by the numbers of their requests; that many are made and sent again and again. */
const PACKETS_MADE = 2_000;

/**
 * R18: a flood on the UDP ports while clients send OTLP: nobody's OTLP request is lost or late, and every
 * packet is accounted for: stored, or counted as dropped, by us or by the kernel.
 */
export async function udpFlood(context: FaultContext): Promise<FaultResult> {
  const { dataFolder, random, firstRequest, scale } = context;
  const child = new RunningChild("collector", dataFolder);
  const targets = await child.listening;
  const oracle = new Oracle(firstRequest);
  const pusher = new Pusher({
    ...{ oracle, spansPerRequest: 25, spansPerSecond: 1_000, workers: 8, givesUp: 0, random },
  });
  const problems: string[] = [];
  const socket = createSocket("udp4");
  try {
    pusher.aim(targets);
    await pusher.nextAcknowledgement();
    const sent = await flood(socket, new URL(targets.jaegerCompact), {
      firstRequest: firstRequest + FIRST_PACKET,
      forMs: scale.faultMs,
    });
    const accounted = await accountedPackets(child, sent);
    if (accounted.total !== sent) {
      problems.push(`${sent} packets were sent, ${JSON.stringify(accounted)} is known of them`);
    }
    await pusher.finish();
    const slowest = Math.max(...pusher.acknowledgedAfterMs);
    if (slowest > ACKNOWLEDGED_MS_MAX) problems.push(`an answer took ${Math.round(slowest)} ms`);
    await child.stop();
    const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
    const verdict = await oracle.check(store);
    const ids = Array.from({ length: PACKETS_MADE }, (_, index) =>
      traceIdOf(firstRequest + FIRST_PACKET + index),
    );
    const stored = await storedIn(store.reader, ids);
    await store.close();
    const spans = [...stored.values()].reduce((sum, one) => sum + one.spans.length, 0);
    const counted = [...stored.values()].reduce((sum, one) => sum + one.counted, 0);
    if (spans !== accounted.taken * SPANS_PER_PACKET || counted !== spans) {
      problems.push(`${spans} spans are stored of ${accounted.taken} packets that were taken`);
    }
    problems.push(...pusher.failures);
    return {
      verdict: {
        ...verdict,
        issued: verdict.issued + sent * SPANS_PER_PACKET,
        stored: verdict.stored + spans,
      },
      refusedRequests: pusher.refusedRequests,
      recoveryMs: [],
      problems,
    };
  } finally {
    socket.close();
    await child.kill();
  }
}

/** Answers how many packets the kernel took from us. */
async function flood(
  socket: Socket,
  { hostname, port }: URL,
  { firstRequest, forMs }: { readonly firstRequest: number; readonly forMs: number },
): Promise<number> {
  const packets = Array.from({ length: PACKETS_MADE }, (_, index) => {
    const spans = Array.from({ length: SPANS_PER_PACKET }, (_, span) =>
      issuedSpan(firstRequest + index, span),
    );
    return jaegerDatagram("compact", spans).bytes;
  });
  const send = async (packet: Uint8Array): Promise<number> =>
    new Promise((resolve) => {
      socket.send(packet, Number(port), hostname, (error) => resolve(error === null ? 1 : 0));
    });
  let sent = 0;
  let next = 0;
  const startedMs = performance.now();
  while (performance.now() - startedMs < forMs) {
    const burst = Array.from({ length: BURST_PACKETS }, () => packets[next++ % PACKETS_MADE]!);
    const taken = await Promise.all(burst.map(send));
    sent += taken.reduce((sum, one) => sum + one, 0);
    const aheadMs = (next / PACKETS_PER_SECOND) * 1_000 - (performance.now() - startedMs);
    if (aheadMs > 0) await delay(aheadMs);
  }
  return sent;
}

interface Accounted {
  readonly total: number;
  /** Read, sound, and neither refused nor dropped. */
  readonly taken: number;
  readonly dropped: number;
  readonly malformed: number;
  readonly kernelDropped: number;
}

/** What the collector's counters say, once they stand still. */
async function accountedPackets(child: RunningChild, sent: number): Promise<Accounted> {
  const deadline = performance.now() + QUIET_MS_MAX;
  for (;;) {
    const of = async (outcome: string): Promise<number> =>
      child.metric("spanhouse_udp_packets_total", { receiver: "jaeger_udp_compact", outcome });
    const [received, dropped, malformed] = [
      await of("received"),
      await of("dropped"),
      await of("malformed"),
    ];
    const kernelDropped = await child.metric("spanhouse_udp_kernel_dropped_packets", {
      receiver: "jaeger_udp_compact",
    });
    const total = received + kernelDropped;
    const queued = await child.metric("spanhouse_udp_queue_bytes");
    if ((total === sent && queued === 0) || performance.now() > deadline) {
      const taken = received - dropped - malformed;
      return { total, taken, dropped, malformed, kernelDropped };
    }
    await delay(200);
  }
}
