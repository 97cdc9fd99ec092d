import { describe, expect, it } from "vitest";

import { readRequestKeys } from "./request-key-column.ts";
import { openWorld, type OpenWorld } from "./testing/open-world.ts";

/** A batch of three files, one request each, that the store was asked for and has not taken. */
async function worldInDoubt(): Promise<OpenWorld & { readonly files: readonly string[] }> {
  const first = await openWorld({ insertIntervalMs: 1_000_000 });
  await first.send(9, 2);
  await expect.poll(() => first.store.counts.size, { interval: 1 }).toBe(2);
  for (const request of [1, 2, 3]) await first.send(request, 2);
  await die(first);
  const disk = first.disk.reboot("powerLoss");
  first.store.mood = "down";
  const second = await openWorld({}, { disk, store: first.store });
  await expect.poll(() => liveManifests(second), { interval: 1 }).toBe(1);
  await die(second);
  const files = second.disk.names().filter((name) => name.endsWith(".native"));
  return { ...second, files: files.toSorted() };
}

/** The process ends here and now. */
async function die({ disk, pipeline }: OpenWorld): Promise<void> {
  disk.isCrashed = true;
  await pipeline.stop(0);
}

const liveManifests = (world: OpenWorld): number =>
  world.disk.names().filter((name) => name.endsWith(".batch")).length;

describe("a start that is cut off after any of its steps", () => {
  it("leaves the next one to store every span that is not damaged, exactly once", async () => {
    for (let crashAfter = 0; crashAfter < 45; crashAfter++) {
      const before = await worldInDoubt();
      expect(before.files.length).toBe(3);
      const cut = before.disk.reboot("processCrash");
      cut.damage(before.files[crashAfter % 3]!, (bytes) => bytes.fill(7, 30, 60));
      cut.crashAfter = crashAfter;
      const dead = new Promise<void>((resolve) => (cut.onCrash = resolve));
      before.store.disk = cut;
      before.store.mood = "up";
      const started = openWorld({}, { disk: cut, store: before.store });
      const isDead = await Promise.race([dead.then(() => true), delayed(started)]);
      if (!isDead) await (await started).pipeline.stop(1_000);
      const after = await openWorld(
        {},
        {
          disk: cut.reboot(crashAfter % 3 === 0 ? "powerLoss" : "processCrash"),
          store: before.store,
        },
      );
      await after.pipeline.stop(1_000);
      expect([...after.store.counts.values()], `cut off after ${crashAfter}`).toEqual([
        1, 1, 1, 1, 1, 1,
      ]);
      expect(after.store.breaches).toEqual([]);
      expect(after.disk.names().filter((name) => /^spool.*(native|batch)$/.test(name))).toEqual([]);
    }
  });
});

describe("a batch of which the store refuses a row", () => {
  it("is never tried again in pieces older than the last one, wherever it is cut off", async () => {
    for (let crashAfter = 0; crashAfter < 70; crashAfter++) {
      const before = await worldInDoubt();
      const cut = before.disk.reboot("processCrash");
      cut.crashAfter = crashAfter;
      const dead = new Promise<void>((resolve) => (cut.onCrash = resolve));
      const { store } = before;
      store.disk = cut;
      store.mood = "up";
      const { keys } = readRequestKeys(cut.contentOf(before.files[0]!)!, 2)!;
      const poison = `${Buffer.from(keys).toString("hex")}#1`;
      store.isPoison = (row) => row === poison;
      const started = openWorld({}, { disk: cut, store });
      const isDead = await Promise.race([dead.then(() => true), delayed(started)]);
      if (!isDead) await (await started).pipeline.stop(1_000);
      const disk = cut.reboot(crashAfter % 3 === 0 ? "powerLoss" : "processCrash");
      const after = await openWorld({}, { disk, store });
      await after.pipeline.stop(1_000);
      expect([...store.counts.values()], `cut off after ${crashAfter}`).toEqual([
        1, 1, 1, 1, 1, 1, 1,
      ]);
      expect(store.breaches, `cut off after ${crashAfter}`).toEqual([]);
    }
  });
});

/** False after the start and some time for what it began. */
async function delayed(started: Promise<OpenWorld>): Promise<boolean> {
  await started;
  await new Promise((resolve) => setTimeout(resolve, 20));
  return false;
}
