import { totalmem } from "node:os";

import { diskFailureOf, type SpoolDisk } from "./spool-disk.ts";

/** Memory and disk space, looked at now and then, because asking for every request would cost too much. */
export class Resources {
  readonly #disk: SpoolDisk;
  readonly #memoryBytesMax: number;
  readonly #freeBytesMin: number;
  #memoryBytes = 0;
  #freeBytes = Number.POSITIVE_INFINITY;

  constructor(options: { disk: SpoolDisk; memoryBytesMax: number; freeBytesMin: number }) {
    this.#disk = options.disk;
    this.#memoryBytesMax = options.memoryBytesMax;
    this.#freeBytesMin = options.freeBytesMin;
  }

  get isMemoryShort(): boolean {
    return this.#memoryBytes > this.#memoryBytesMax;
  }

  get isDiskShort(): boolean {
    return this.#freeBytes < this.#freeBytesMin;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  async look(): Promise<void> {
    this.#memoryBytes = process.memoryUsage.rss();
    try {
      this.#freeBytes = await this.#disk.freeBytes();
    } catch (error) {
      // A disk that cannot say is not called full; writing to it will show what is wrong.
      diskFailureOf(error);
      this.#freeBytes = Number.POSITIVE_INFINITY;
    }
  }
}

/** What the process may use before the machine or its container ends it. */
export function memoryBytesOfProcess(): number {
  // 0 or a number beyond the machine's memory when nothing constrains us.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
