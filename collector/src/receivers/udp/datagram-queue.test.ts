import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { DatagramBatch } from "./datagram-batch.ts";
import { DatagramQueue } from "./datagram-queue.ts";

interface World {
  readonly queue: DatagramQueue;
  /** The packets of each batch that was handed over. */
  readonly handed: number[][];
  /** Memory of those batches. */
  readonly memory: Uint8Array[];
  /** Ends the batch that was handed over first and has not ended. */
  readonly endOne: () => void;
}

/** Batches with room for three packets of one byte, five batches at most. */
function open(
  options: { readonly ageMaxMs?: number; readonly endsByItself?: boolean } = {},
): World {
  const handed: number[][] = [];
  const memory: Uint8Array[] = [];
  const ends: (() => void)[] = [];
  const hand = (batch: DatagramBatch): Promise<void> => {
    handed.push(packetsOf(batch.body));
    memory.push(batch.memory);
    return options.endsByItself === false
      ? new Promise((resolve) => ends.push(resolve))
      : Promise.resolve();
  };
  const queue = new DatagramQueue({
    batchBytes: 15,
    ageMaxMs: options.ageMaxMs ?? 10_000,
    queueBytesMax: 75,
    poolBytesMax: 30,
    hand,
  });
  return { queue, handed, memory, endOne: () => ends.shift()!() };
}

/** First bytes of the packets of a body. */
function packetsOf(body: Uint8Array): number[] {
  const packets: number[] = [];
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let at = 0; at < body.length; at += 4 + view.getUint32(at, true))
    packets.push(body[at + 4]!);
  return packets;
}

function push(queue: DatagramQueue, ...packets: readonly number[]): readonly boolean[] {
  return packets.map((packet) => queue.push(Uint8Array.of(packet), "127.0.0.1"));
}

describe("a queue of datagrams", () => {
  it("puts packets together until a batch is full, each after its length", async () => {
    const { queue, handed } = open();
    push(queue, 1, 2, 3, 4, 5, 6, 7);
    await expect
      .poll(() => handed)
      .toEqual([
        [1, 2, 3],
        [4, 5, 6],
      ]);
    await queue.flush();
    expect(handed[2]).toEqual([7]);
  });

  it("hands a batch over that is old, full or not", async () => {
    const { queue, handed } = open({ ageMaxMs: 5 });
    push(queue, 1);
    await expect.poll(() => handed).toEqual([[1]]);
  });

  it("hands over one batch in a turn of the event loop, so that others have theirs", async () => {
    const { queue, handed } = open();
    push(queue, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const seen: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(handed.length);
    }
    expect(seen).toEqual([1, 2, 3, 3]);
  });

  it("takes no packet beyond its bound, and takes packets again when a batch has ended", async () => {
    const { queue, handed, endOne } = open({ endsByItself: false });
    const all = push(queue, ...Array.from({ length: 15 }, (_, packet) => packet));
    expect(all.every(Boolean)).toBe(true);
    expect(push(queue, 98, 99)).toEqual([false, false]);
    expect(queue.bytes).toBe(75);
    await expect.poll(() => handed.length).toBe(5);
    expect(push(queue, 98)).toEqual([false]);
    endOne();
    await delay(0);
    expect(push(queue, 100)).toEqual([true]);
  });

  it("names the sender of a batch when it is one", async () => {
    const senders: (string | undefined)[] = [];
    const queue = new DatagramQueue({
      ...{ batchBytes: 15, ageMaxMs: 10_000, queueBytesMax: 75, poolBytesMax: 30 },
      hand: (batch) => Promise.resolve(void senders.push(batch.sender)),
    });
    for (const sender of ["a", "a", "a", "b", "c", "b"]) queue.push(Uint8Array.of(1), sender);
    await queue.flush();
    expect(senders).toEqual(["a", undefined]);
  });

  it("uses memory again", async () => {
    const { queue, memory } = open();
    push(queue, 1);
    await queue.flush();
    push(queue, 2);
    await queue.flush();
    expect(memory[1]).toBe(memory[0]);
  });

  it("flushes by waiting for what was handed over before, too", async () => {
    const { queue, handed, endOne } = open({ endsByItself: false });
    push(queue, 1, 2, 3, 4);
    await expect.poll(() => handed.length).toBe(1);
    let isFlushed = false;
    const flushed = queue.flush().then(() => (isFlushed = true));
    expect(handed.length).toBe(2);
    endOne();
    await delay(0);
    expect(isFlushed).toBe(false);
    endOne();
    await flushed;
    expect(queue.bytes).toBe(0);
  });
});
