import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually, startSpanhouse, type SpanhouseProcess } from "../support/spanhouse-process.ts";
import { printReport } from "./report.ts";
import type { DatagramReport } from "./traffic/datagram-sender.ts";
import type { LoadReport } from "./traffic/load-run.ts";
import { runLoadProcess } from "./traffic/load-process.ts";

/**
 * Jaeger over UDP into the built standalone executable, inserts included: how many packets are lost and where,
 * and what the load does to the time in which OTLP requests are acknowledged. Options: --seconds 60,
 * --rate 50000 (spans/s), --protocol compact|binary, --set key=value (one setting of the server).
 */

const SPANS_PER_PACKET = 10;
/** 50 requests of 20 spans a second: enough for a 99th percentile, too few to be a load. */
const TRICKLE = ["--target", "grpc", "--rate", "1000", "--batch", "20", "--connections", "1"];
const QUIET_SECONDS = 15;
const SENDER = join(import.meta.dirname, "traffic/datagram-sender.ts");

async function sendDatagrams(args: readonly string[]): Promise<DatagramReport> {
  const child = spawn(process.execPath, ["--import", "tsx", SENDER, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error("the sender of packets failed");
  return JSON.parse(output) as DatagramReport;
}

/** Sum of the values of a metric whose labels contain `labels`. */
async function metric({ urls }: SpanhouseProcess, name: string, labels: string): Promise<number> {
  const text = await (await fetch(`${urls.health}/metrics`)).text();
  let sum = 0;
  for (const [, found = "", value] of text.matchAll(
    new RegExp(`^${name}(?:_total)?(?:\\{(.*)\\})? (\\S+)$`, "gm"),
  )) {
    if (found.includes(labels)) sum += Number(value);
  }
  return sum;
}

function option(args: readonly string[], name: string, fallback: string): string {
  const at = args.indexOf(name);
  return at === -1 ? fallback : (args[at + 1] ?? fallback);
}

export async function main(args: readonly string[]): Promise<void> {
  const seconds = option(args, "--seconds", "60");
  const rate = option(args, "--rate", "50000");
  const protocol = option(args, "--protocol", "compact") === "binary" ? "binary" : "compact";
  const more = option(args, "--set", "");
  const set = ["log.level=warn", ...(more === "" ? [] : [more])];
  const spanhouse = await startSpanhouse({ set });
  const { ports, urls } = spanhouse;
  const port = protocol === "binary" ? ports.jaegerBinary : ports.jaegerCompact;
  const receiver = `receiver="jaeger_udp_${protocol}"`;
  const trickle = (forSeconds: string): Promise<LoadReport> =>
    runLoadProcess([...TRICKLE, "--endpoint", urls.grpc, "--seconds", forSeconds]);
  const send = (forSeconds: string): Promise<DatagramReport> =>
    sendDatagrams(
      [
        "--port",
        String(port),
        "--protocol",
        protocol,
        "--rate",
        rate,
        "--seconds",
        forSeconds,
      ].concat(["--spans-per-packet", String(SPANS_PER_PACKET)]),
    );
  const packetsSeen = (outcome: string): Promise<number> =>
    metric(spanhouse, "spanhouse_udp_packets_total", `${receiver},outcome="${outcome}"`);
  const kernelDrops = (): Promise<number> =>
    metric(spanhouse, "spanhouse_udp_kernel_dropped_packets", receiver);
  try {
    // Warm-up, not counted.
    await Promise.all([send("5"), trickle("5")]);
    const quiet = await trickle(String(QUIET_SECONDS));
    const before = await counts();
    const [sent, loaded] = await Promise.all([send(seconds), trickle(seconds)]);
    // What is on its way through the queue has a moment; what is missing then is lost.
    await delay(1_000);
    const after = await counts();
    const spansDurable = after.accepted - before.accepted;
    await eventually(
      "everything to be stored",
      async () =>
        (await metric(spanhouse, "otelcol_exporter_sent_spans", "")) >= after.accepted
          ? true
          : undefined,
      60_000,
    );
    const lost = sent.packets - (after.received - before.received) - (after.kernel - before.kernel);
    printReport({
      bench: "udp",
      conditions: {
        protocol,
        seconds,
        rate,
        spansPerPacket: SPANS_PER_PACKET,
        bytesPerPacket: Math.round(sent.bytes / sent.packets),
      },
      measures: [
        { name: "sent", value: sent.packets, unit: "packets" },
        { name: "sent", value: sent.spans / sent.seconds, unit: "spans/s" },
        { name: "received", value: after.received - before.received, unit: "packets" },
        {
          name: "dropped by us",
          value: after.dropped - before.dropped,
          unit: "packets",
          goal: { atMost: 0 },
        },
        {
          name: "dropped by the kernel",
          value: after.kernel - before.kernel,
          unit: "packets",
          goal: { atMost: 0 },
        },
        { name: "not accounted for", value: lost, unit: "packets", goal: { atMost: 0 } },
        {
          name: "malformed",
          value: after.malformed - before.malformed,
          unit: "packets",
          goal: { atMost: 0 },
        },
        { name: "durable", value: spansDurable, unit: "spans" },
        {
          name: "not durable",
          value: sent.spans - spansDurable,
          unit: "spans",
          goal: { atMost: 0 },
        },
        { name: "OTLP acknowledged, p50, without UDP", value: quiet.ackMs.p50, unit: "ms" },
        { name: "OTLP acknowledged, p50, with UDP", value: loaded.ackMs.p50, unit: "ms" },
        { name: "OTLP acknowledged, p99, without UDP", value: quiet.ackMs.p99, unit: "ms" },
        { name: "OTLP acknowledged, p99, with UDP", value: loaded.ackMs.p99, unit: "ms" },
      ],
    });
  } finally {
    await spanhouse.stop();
    await spanhouse.remove();
  }

  async function counts() {
    return {
      received: await packetsSeen("received"),
      dropped: await packetsSeen("dropped"),
      malformed: await packetsSeen("malformed"),
      kernel: await kernelDrops(),
      accepted: await metric(spanhouse, "otelcol_receiver_accepted_spans", receiver),
    };
  }
}
