import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DatagramSource } from "./datagram-source.ts";

/**
 * Sends packets of a Jaeger client at a steady rate, as a process of its own:
 *
 *   npx tsx test/bench/traffic/datagram-sender.ts --port 6831 --rate 50000 --seconds 60
 *
 * Prints one line of JSON at the end: packets, spans and bytes that were sent, and seconds.
 */
export interface DatagramReport {
  readonly packets: number;
  readonly spans: number;
  readonly bytes: number;
  readonly seconds: number;
}

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    protocol: { type: "string", default: "compact" },
    /** Spans per second. */
    rate: { type: "string", default: "50000" },
    seconds: { type: "string", default: "10" },
    "spans-per-packet": { type: "string", default: "10" },
    seed: { type: "string" },
  },
});
const TICK_MS = 2;
const TEMPLATES = 500;

const spansPerPacket = Number(values["spans-per-packet"]);
const source = new DatagramSource({
  protocol: values.protocol === "binary" ? "binary" : "compact",
  spansPerPacket,
  templates: TEMPLATES,
  // Another run must not repeat the ids of this one.
  seed: Number(values.seed ?? randomInt(2 ** 31)),
});
const socket = createSocket("udp4");
const connected = new Promise<void>((resolve) => socket.once("connect", resolve));
socket.connect(Number(values.port), "127.0.0.1");
await connected;

const packetsPerMs = Number(values.rate) / spansPerPacket / 1_000;
const endMs = Number(values.seconds) * 1_000;
const startedAtMs = performance.now();
let packets = 0;
let bytes = 0;
for (let now = 0; now < endMs; now = performance.now() - startedAtMs) {
  const due = Math.min(now, endMs) * packetsPerMs;
  const sending: Promise<void>[] = [];
  for (; packets < due; packets++) {
    const packet = source.next();
    bytes += packet.length;
    sending.push(
      new Promise((resolve, reject) => {
        socket.send(packet, (error) => (error === null ? resolve() : reject(error)));
      }),
    );
  }
  // Templates are used again only after everything before was sent.
  await Promise.all(sending);
  await delay(TICK_MS);
}
const seconds = (performance.now() - startedAtMs) / 1_000;
socket.close();
const report: DatagramReport = { packets, spans: packets * spansPerPacket, bytes, seconds };
process.stdout.write(`${JSON.stringify(report)}\n`);
