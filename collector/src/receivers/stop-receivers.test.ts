import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Receiver } from "./receiver.ts";
import { stopReceivers } from "./stop-receivers.ts";

it("stops doors whose senders cannot be told before new requests are refused, and then the others", async () => {
  const steps: string[] = [];
  const door = (name: string, isUnanswered?: boolean): Receiver => ({
    name,
    ...(isUnanswered !== undefined && { isUnanswered }),
    start: () => Promise.reject(new Error("this door is never opened")),
    stop: async () => {
      steps.push(`${name} stops`);
      await delay(1);
      steps.push(`${name} stopped`);
    },
  });
  await stopReceivers([door("http"), door("udp", true), door("grpc", false)], {
    deadlineMs: 1_000,
    refuseNew: () => void steps.push("new requests are refused"),
  });
  expect(steps).toEqual([
    "udp stops",
    "udp stopped",
    "new requests are refused",
    "http stops",
    "grpc stops",
    "http stopped",
    "grpc stopped",
  ]);
});
