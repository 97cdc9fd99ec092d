import { rename } from "node:fs/promises";
import { join } from "node:path";

import type { DiskFile, SpoolDisk } from "@spanhouse/collector";

/** What is undone when the power goes before its folder was fsynced. */
interface Change {
  readonly folders: readonly string[];
  undo(): Promise<void>;
}

/**
 * A real disk that forgets what was not fsynced. Content is durable when `write` ends; the name of a file,
 * new, changed or gone, only after `syncFolder`. Like a journal, it keeps a beginning of the rest.
 */
export class PowerLossDisk implements SpoolDisk {
  readonly #real: SpoolDisk;
  readonly #dataFolder: string;
  readonly #random: () => number;
  #uncertain: Change[] = [];
  #isDead = false;
  #removals = 0;

  constructor(real: SpoolDisk, dataFolder: string, random: () => number) {
    this.#real = real;
    this.#dataFolder = dataFolder;
    this.#random = random;
  }

  /** Nothing reaches the disk any more, and whoever waits for it waits for ever. */
  cutPower(): void {
    this.#isDead = true;
  }

  /** What the next start finds. Answers how many changes are gone. */
  async undoUncertain(): Promise<number> {
    const kept = Math.floor(this.#random() * (this.#uncertain.length + 1));
    const gone = this.#uncertain.slice(kept).reverse();
    for (const change of gone) await change.undo();
    return gone.length;
  }

  async write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    await this.#alive();
    await this.#real.write(name, chunks);
    this.#remember([name], async () => this.#real.remove(name));
    await this.#alive();
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#alive();
    await this.#real.rename(from, to);
    this.#remember([from, to], async () => this.#real.rename(to, from));
    await this.#alive();
  }

  /** A removed file is put aside until it is certain that it is gone. */
  async remove(name: string): Promise<void> {
    await this.#alive();
    const path = this.#real.pathOf(name);
    const aside = join(this.#dataFolder, `removed-${process.pid}-${this.#removals++}`);
    try {
      await rename(path, aside);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
      throw error;
    }
    this.#remember([name], async () => rename(aside, path));
    await this.#alive();
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#alive();
    await this.#real.syncFolder(folder);
    const isCertain = ({ folders }: Change): boolean => folders.every((one) => one === folder);
    this.#uncertain = this.#uncertain.filter((change) => !isCertain(change));
    await this.#alive();
  }

  pathOf(name: string): string {
    return this.#real.pathOf(name);
  }

  async makeFolder(folder: string): Promise<void> {
    await this.#real.makeFolder(folder);
  }

  async list(folder: string): Promise<readonly DiskFile[]> {
    await this.#alive();
    return this.#real.list(folder);
  }

  async read(name: string, onPiece: (piece: Uint8Array) => void): Promise<void> {
    await this.#alive();
    await this.#real.read(name, onPiece);
  }

  async freeBytes(): Promise<number> {
    return this.#real.freeBytes();
  }

  async close(): Promise<void> {
    await this.#real.close();
  }

  #remember(names: readonly string[], undo: () => Promise<void>): void {
    const folders = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf("/"))))];
    this.#uncertain.push({ folders, undo });
  }

  async #alive(): Promise<void> {
    if (this.#isDead) await new Promise(() => undefined);
  }
}
