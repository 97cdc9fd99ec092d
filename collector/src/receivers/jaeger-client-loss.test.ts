import { Registry } from "prom-client";
import { beforeEach, expect, it } from "vitest";
import { JAEGER_CLIENTS_MAX } from "../limits.ts";
import { JaegerClientLoss } from "./jaeger-client-loss.ts";

let metrics: Registry;
let loss: JaegerClientLoss;
beforeEach(() => {
  metrics = new Registry();
  loss = new JaegerClientLoss(metrics);
});

const batch = (client: string, sequence: number, queue: number, large = 0, failed = 0) => ({
  client,
  sequence,
  fullQueueDroppedSpans: queue,
  tooLargeDroppedSpans: large,
  failedToEmitSpans: failed,
});

async function counted(): Promise<readonly string[]> {
  const text = await metrics.metrics();
  return text
    .split("\n")
    .flatMap((line) => /reason="(.*) (\d+)$/.exec(line)?.slice(1, 3).join(" ") ?? []);
}

it("shows every reason from the start", async () => {
  expect(await counted()).toEqual(['queue_full"} 0', 'too_large"} 0', 'not_sent"} 0']);
});

it("counts what is new since the batch before of the same client", async () => {
  loss.observe([batch("a", 1, 10, 5, 1), batch("b", 7, 100)]);
  loss.observe([batch("a", 2, 13, 5, 3)]);
  loss.observe([batch("b", 8, 101)]);
  expect(await counted()).toEqual(['queue_full"} 4', 'too_large"} 0', 'not_sent"} 2']);
});

it("takes nothing from a batch that is told twice or comes late", async () => {
  loss.observe([batch("a", 1, 0), batch("a", 3, 5), batch("a", 3, 5), batch("a", 2, 3)]);
  loss.observe([batch("a", 4, 6)]);
  expect((await counted())[0]).toBe('queue_full"} 6');
});

it("leaves out clients without a name", async () => {
  loss.observe([batch("", 1, 0), batch("", 2, 5)]);
  expect((await counted())[0]).toBe('queue_full"} 0');
});

it("forgets the client that was silent for the longest time beyond its bound", async () => {
  loss.observe([batch("silent", 1, 0), batch("loud", 1, 0)]);
  for (let client = 0; client < JAEGER_CLIENTS_MAX - 2; client++) {
    loss.observe([batch(`client ${client}`, 1, 0)]);
  }
  loss.observe([batch("loud", 2, 1), batch("one more", 1, 0)]);
  loss.observe([batch("silent", 2, 50), batch("loud", 3, 2)]);
  expect((await counted())[0]).toBe('queue_full"} 2');
});
