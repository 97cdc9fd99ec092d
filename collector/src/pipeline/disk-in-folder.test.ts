import { describe, expect, it } from "vitest";

import { diskInFolder } from "./disk-in-folder.ts";
import { openWorld } from "./testing/open-world.ts";
import { ModelDisk } from "./testing/model-disk.ts";

describe("a folder of a disk", () => {
  it("holds the files of one pipeline beside those of another", async () => {
    const disk = new ModelDisk(Math.random);
    const inner = diskInFolder(disk, "tail");
    await disk.write("spool/outside", [Buffer.from("out")]);
    await inner.write("spool/inside", [Buffer.from("in")]);
    expect(disk.names()).toEqual(["spool/outside", "tail/spool/inside"]);
    expect((await inner.list("spool")).map(({ name }) => name)).toEqual(["spool/inside"]);
    await inner.rename("spool/inside", "quarantine/inside");
    await inner.syncFolder("spool");
    await inner.syncFolder("quarantine");
    expect(disk.reboot("powerLoss").names()).toContain("tail/quarantine/inside");
    expect(inner.pathOf("spool/x")).toBe(disk.pathOf("tail/spool/x"));
  });

  it("is all that a pipeline touches", async () => {
    const disk = new ModelDisk(Math.random);
    await disk.write("spool/alien", [Buffer.from("of somebody else")]);
    const world = await openWorld({}, { disk, folder: "tail" });
    await world.send(1, 3);
    await world.pipeline.stop(5_000);
    expect([...world.store.counts.values()]).toEqual([1, 1, 1]);
    const [first, ...others] = disk.names();
    expect(first).toBe("spool/alien");
    expect(others.every((name) => name.startsWith("tail/spool/"))).toBe(true);
  });
});
