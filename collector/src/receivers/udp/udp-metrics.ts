import type { Registry } from "prom-client";
import { counterOf, gaugeOf } from "../metric-of.ts";

/** What a door for datagrams counts besides spans. */
export interface UdpMetrics {
  received(packets: number): void;
  malformed(packets: number): void;
  /** Left out although nothing was wrong with them: `QUEUE_FULL`, or the code with which a batch was refused. */
  dropped(packets: number, reason: string): void;
}

export interface UdpMetricsOptions {
  readonly receiver: string;
  readonly queueBytes: () => number;
  /** Packets the kernel has dropped so far; undefined where it does not say. */
  readonly kernelDrops: () => number | undefined;
}

export function udpMetrics(registry: Registry, options: UdpMetricsOptions): UdpMetrics {
  const { receiver, queueBytes, kernelDrops } = options;
  const packets = counterOf(registry, "spanhouse_udp_packets_total", {
    help: "Packets by outcome: received, and of these malformed or dropped.",
    labelNames: ["receiver", "outcome"],
  });
  for (const outcome of ["received", "malformed", "dropped"]) packets.inc({ receiver, outcome }, 0);
  const drops = counterOf(registry, "spanhouse_udp_dropped_packets_total", {
    help: "Packets that were received and not stored although nothing was wrong with them, by reason.",
    labelNames: ["receiver", "reason"],
  });
  gaugeOf(registry, "spanhouse_udp_queue_bytes", {
    help: "Memory of packets that are not durable yet.",
    labels: { receiver },
    value: queueBytes,
  });
  let lastDrops = kernelDrops();
  if (lastDrops !== undefined) {
    gaugeOf(registry, "spanhouse_udp_kernel_dropped_packets", {
      help: "Packets the kernel dropped because they were not read in time. Only on Linux.",
      labels: { receiver },
      // A closed socket is no longer in the kernel's table.
      value: () => (lastDrops = kernelDrops() ?? lastDrops) ?? 0,
    });
  }
  return {
    received: (count) => packets.inc({ receiver, outcome: "received" }, count),
    malformed: (count) => packets.inc({ receiver, outcome: "malformed" }, count),
    dropped: (count, reason) => {
      packets.inc({ receiver, outcome: "dropped" }, count);
      drops.inc({ receiver, reason }, count);
    },
  };
}
