import { readdirSync, readlinkSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openFileDisk } from "./file-disk.ts";
import { diskFailureOf, type SpoolDisk } from "./spool-disk.ts";

let folder = "";
let disk: SpoolDisk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanhouse-disk-"));
  disk = openFileDisk(folder);
  await disk.makeFolder("spool");
});
afterEach(async () => {
  await disk.close();
  await rm(folder, { recursive: true });
});

describe("the disk", () => {
  it("writes thousands of chunks as one file and reads them back in pieces", async () => {
    const chunks = Array.from({ length: 3_000 }, (_, index) => Buffer.alloc(index % 700, index));
    await disk.write("spool/a", chunks);
    const whole = Buffer.concat(chunks);
    expect(whole.equals(await readFile(join(folder, "spool/a")))).toBe(true);
    const pieces: Buffer[] = [];
    await disk.read("spool/a", (piece) => pieces.push(Buffer.from(piece)));
    expect(whole.equals(Buffer.concat(pieces))).toBe(true);
    expect(pieces.length).toBeGreaterThan(1);
  });

  it("writes an empty file", async () => {
    await disk.write("spool/empty", [new Uint8Array(), new Uint8Array()]);
    expect((await disk.list("spool")).map(({ name, bytes }) => [name, bytes])).toEqual([
      ["spool/empty", 0],
    ]);
  });

  it("never writes over a file", async () => {
    await writeFile(join(folder, "spool/a"), "there");
    await expect(disk.write("spool/a", [Buffer.from("new")])).rejects.toThrow("EEXIST");
  });

  it("lists files and leaves folders out", async () => {
    await disk.makeFolder("spool/inner");
    await writeFile(join(folder, "spool/a"), "12345");
    const [file] = await disk.list("spool");
    expect(file).toMatchObject({ name: "spool/a", bytes: 5 });
  });

  it("takes a missing file as removed", async () => {
    await disk.remove("spool/nothing");
  });

  it.runIf(process.platform === "linux")("leaves no folder open that was fsynced", async () => {
    const opened = (): number => pathsOpen().filter((path) => path.startsWith(folder)).length;
    await mkdir(join(folder, "other"));
    await Promise.all(Array.from({ length: 8 }, () => disk.syncFolder("other")));
    // With the one that makeFolder has fsynced.
    expect(opened()).toBe(2);
    await disk.close();
    expect(opened()).toBe(0);
  });

  it("tries again to open a folder that was not there", async () => {
    await expect(disk.syncFolder("late")).rejects.toThrow("ENOENT");
    await mkdir(join(folder, "late"));
    await disk.syncFolder("late");
  });

  it("knows how much space is left", async () => {
    expect(await disk.freeBytes()).toBeGreaterThan(0);
  });
});

describe("the failures of a disk", () => {
  it("are full or failed, and a bug is neither", () => {
    const errno = (code: string): Error => Object.assign(new Error(code), { code });
    expect(diskFailureOf(errno("ENOSPC")).failure).toBe("full");
    expect(diskFailureOf(errno("EDQUOT")).failure).toBe("full");
    expect(diskFailureOf(errno("EIO")).failure).toBe("failed");
    expect(() => diskFailureOf(new TypeError("a bug"))).toThrow("a bug");
  });
});

/** Of all files that this process has open. */
function pathsOpen(): readonly string[] {
  return readdirSync("/proc/self/fd").flatMap((number) => {
    try {
      return [readlinkSync(`/proc/self/fd/${number}`)];
    } catch {
      // That of the listing itself is gone.
      return [];
    }
  });
}
