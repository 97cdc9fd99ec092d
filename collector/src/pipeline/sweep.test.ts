import { expect, it } from "vitest";

import { ModelDisk } from "./testing/model-disk.ts";
import { openWorld, type OpenWorld } from "./testing/open-world.ts";
import { decodeTestRequest, testRequest } from "./testing/test-requests.ts";

const DAY_MS = 86_400_000;
/** More than a sweep of these few manifests has. */
const STEPS_MAX = 20;

async function deliver({ pipeline }: OpenWorld, delivery: string): Promise<void> {
  const outcome = await pipeline.ingest.accept({
    body: testRequest(1, 2),
    decode: decodeTestRequest,
    receiver: "test",
    identity: { by: "delivery", sender: delivery.slice(0, 1), token: delivery },
  });
  expect(outcome).toMatchObject({ status: "stored" });
}

it("a sweep that is cut off after any of its steps forgets the last delivery of nobody", async () => {
  for (let crashAfter = 0; crashAfter < STEPS_MAX; crashAfter++) {
    const clock = { ms: Date.now() };
    const now = (): number => clock.ms;
    const disk = new ModelDisk(Math.random);
    disk.now = now;
    const first = await openWorld({ doneSweepIntervalMs: 1_000_000 }, { disk, now });
    const { store } = first;
    for (const delivery of ["a1", "b1", "a2", "c1", "a3"]) {
      const rows = store.counts.size;
      await deliver(first, delivery);
      await expect.poll(() => store.counts.size, { interval: 1 }).toBe(rows + 2);
    }
    await first.pipeline.stop(1_000);
    clock.ms += DAY_MS;
    const cut = disk.reboot("processCrash");
    const second = await openWorld({ doneSweepIntervalMs: 1 }, { disk: cut, store, now });
    const dead = new Promise<void>((resolve) => (cut.onCrash = resolve));
    cut.crashAfter = crashAfter;
    await Promise.race([dead, new Promise((resolve) => setTimeout(resolve, 40))]);
    cut.isCrashed = true;
    await second.pipeline.stop(0);
    const rebooted = cut.reboot(crashAfter % 2 === 0 ? "powerLoss" : "processCrash");
    const third = await openWorld({}, { disk: rebooted, store, now });
    for (const delivery of ["c1", "a3", "b1"]) await deliver(third, delivery);
    await third.pipeline.stop(1_000);
    const counts = [...store.counts.values()];
    expect(counts, `cut off after ${crashAfter}`).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await third.metric("spanhouse_duplicate_requests_total")).toBe(3);
  }
});
