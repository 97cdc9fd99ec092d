import { describe, expect, it } from "vitest";

import { DeliveryMemory, SENDERS_NAME } from "./delivery-memory.ts";
import { deliveryKey, NamelessKeys } from "./request-key.ts";
import { ModelDisk } from "./testing/model-disk.ts";

function memory(sendersMax = 10): {
  readonly memory: DeliveryMemory;
  readonly forgotten: () => number;
} {
  let count = 0;
  const made = new DeliveryMemory({ sendersMax, onForgotten: () => count++ });
  return { memory: made, forgotten: () => count };
}

describe("what senders delivered", () => {
  it("is the last delivery of each, and nothing older", () => {
    const { memory: deliveries } = memory();
    deliveries.note(deliveryKey("a", "1"), 1);
    deliveries.note(deliveryKey("b", "1"), 2);
    deliveries.note(deliveryKey("a", "2"), 3);
    expect(deliveries.isLast(deliveryKey("a", "2"))).toBe(true);
    expect(deliveries.isLast(deliveryKey("a", "1"))).toBe(false);
    expect(deliveries.isLast(deliveryKey("b", "1"))).toBe(true);
    expect(deliveries.isLast(deliveryKey("c", "1"))).toBe(false);
  });

  it("is told by the later file, whichever is read first", () => {
    const { memory: deliveries } = memory();
    deliveries.note(deliveryKey("a", "2"), 7);
    deliveries.note(deliveryKey("a", "1"), 6);
    expect(deliveries.isLast(deliveryKey("a", "2"))).toBe(true);
    const both = Buffer.concat([deliveryKey("a", "3"), deliveryKey("a", "4")]);
    deliveries.note(both, 8);
    expect(deliveries.isLast(deliveryKey("a", "4"))).toBe(true);
  });

  it("does not come from keys of other kinds", () => {
    const { memory: deliveries } = memory();
    deliveries.note(Buffer.concat([new NamelessKeys().next(), Buffer.alloc(16, 0x7f)]), 1);
    expect(deliveries.size).toBe(0);
  });

  it("is forgotten of the longest unseen sender when there are too many, and counted", () => {
    const { memory: deliveries, forgotten } = memory(2);
    deliveries.note(deliveryKey("a", "1"), 1);
    deliveries.note(deliveryKey("b", "1"), 2);
    deliveries.note(deliveryKey("a", "2"), 3);
    deliveries.note(deliveryKey("c", "1"), 4);
    expect(forgotten()).toBe(1);
    expect(deliveries.isLast(deliveryKey("b", "1"))).toBe(false);
    expect(deliveries.isLast(deliveryKey("a", "2"))).toBe(true);
  });

  it("is read back from its file, with the sequence that names go on from", async () => {
    const disk = new ModelDisk(Math.random);
    const { memory: written } = memory(300);
    for (let sender = 0; sender < 300; sender++) {
      written.note(deliveryKey(`${sender}`, "x"), 2 ** 40 + sender);
    }
    await written.save(disk);
    const { memory: read } = memory(300);
    expect(await read.load(disk.reboot("powerLoss"))).toBe(true);
    expect(read.size).toBe(300);
    expect(read.lastSequence).toBe(2 ** 40 + 299);
    for (let sender = 0; sender < 300; sender++) {
      expect(read.isLast(deliveryKey(`${sender}`, "x"))).toBe(true);
    }
  });

  it("is written only when there is something new", async () => {
    const disk = new ModelDisk(Math.random);
    const { memory: deliveries } = memory();
    await deliveries.save(disk);
    expect(disk.names()).toEqual([]);
    deliveries.note(deliveryKey("a", "1"), 1);
    disk.failing = ({ kind }) => (kind === "write" ? "EIO" : undefined);
    await expect(deliveries.save(disk)).rejects.toThrow("EIO");
    disk.failing = () => undefined;
    await deliveries.save(disk);
    expect(disk.contentOf(SENDERS_NAME)).toBeDefined();
    disk.failing = ({ kind }) => (kind === "write" ? "EIO" : undefined);
    await deliveries.save(disk);
  });

  it.each([
    ["cut short", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1)],
    ["empty", () => new Uint8Array(0)],
    ["of another version", (bytes: Uint8Array) => bytes.fill(0x39, 7, 8)],
    ["damaged", (bytes: Uint8Array) => bytes.fill(0, 20, 21)],
    ["too large", (bytes: Uint8Array) => Buffer.concat([bytes, new Uint8Array(10_000)])],
  ])("is unknown, and said to be so, when the file is %s", async (_, change) => {
    const disk = new ModelDisk(Math.random);
    const { memory: written } = memory();
    written.note(deliveryKey("a", "1"), 1);
    await written.save(disk);
    disk.damage(SENDERS_NAME, change);
    const { memory: read } = memory();
    expect(await read.load(disk)).toBe(false);
    expect(read.size).toBe(0);
  });
});
