import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "data-folder-"));
});
afterEach(() => rm(parent, { recursive: true }));

it("makes the folder and leaves nothing behind", async () => {
  const folder = await openDataFolder(join(parent, "a/b"));
  expect(folder.path).toBe(join(parent, "a/b"));
  await folder.release();
  expect(await readdir(folder.path)).toEqual([]);
});

it("belongs to one at a time", async () => {
  const first = await openDataFolder(parent);
  await expect(openDataFolder(parent)).rejects.toMatchObject({ code: "START_DATA_FOLDER_LOCKED" });
  await first.release();
  await (await openDataFolder(parent)).release();
});

it("is free again after its owner was killed", async () => {
  // A stand-in for a whole process: it holds the socket and dies without a chance to remove it.
  const hold = `require("net").createServer().listen(${JSON.stringify(join(parent, "lock.sock"))}, () => console.log("up"))`;
  const owner = spawn(process.execPath, ["-e", hold], { stdio: ["ignore", "pipe", "inherit"] });
  await once(owner.stdout, "data");
  await expect(openDataFolder(parent)).rejects.toMatchObject({ code: "START_DATA_FOLDER_LOCKED" });
  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect(await readdir(parent)).toEqual(["lock.sock"]);
  await (await openDataFolder(parent)).release();
});

it("says that it cannot be written, and why", async () => {
  await writeFile(join(parent, "file"), "");
  await expect(openDataFolder(join(parent, "file/data"))).rejects.toMatchObject({
    code: "START_DATA_FOLDER_UNWRITABLE",
    message: expect.stringContaining("(ENOTDIR)") as string,
  });
});
