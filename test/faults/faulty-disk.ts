import type { DiskFile, SpoolDisk } from "@spanhouse/collector";

/** How the disk fails. `fsyncFails` has written the bytes but says EIO; `full` has written half of them. */
export type DiskTrouble = "none" | "full" | "fsyncFails" | "folderFsyncFails";

/** A real disk with faults in front of it. */
export class FaultyDisk implements SpoolDisk {
  trouble: DiskTrouble = "none";
  readonly #real: SpoolDisk;

  constructor(real: SpoolDisk) {
    this.#real = real;
  }

  async write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    if (this.trouble === "full") {
      const bytes = Buffer.concat(chunks);
      await this.#real.write(name, [bytes.subarray(0, bytes.length / 2)]);
      throw errno("ENOSPC", "no space left on device", name);
    }
    await this.#real.write(name, chunks);
    if (this.trouble === "fsyncFails") throw errno("EIO", "i/o error", name);
  }

  async syncFolder(folder: string): Promise<void> {
    if (this.trouble === "folderFsyncFails") throw errno("EIO", "i/o error", folder);
    await this.#real.syncFolder(folder);
  }

  pathOf(name: string): string {
    return this.#real.pathOf(name);
  }

  async makeFolder(folder: string): Promise<void> {
    await this.#real.makeFolder(folder);
  }

  async list(folder: string): Promise<readonly DiskFile[]> {
    return this.#real.list(folder);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#real.rename(from, to);
  }

  async remove(name: string): Promise<void> {
    await this.#real.remove(name);
  }

  async read(name: string, onPiece: (piece: Uint8Array) => void): Promise<void> {
    await this.#real.read(name, onPiece);
  }

  async freeBytes(): Promise<number> {
    return this.#real.freeBytes();
  }

  async close(): Promise<void> {
    await this.#real.close();
  }
}

function errno(code: string, text: string, name: string): Error {
  return Object.assign(new Error(`${code}: ${text}, '${name}'`), { code });
}
