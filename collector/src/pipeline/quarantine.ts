import type { SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER } from "./spool-file.ts";

export const QUARANTINE_FOLDER = "quarantine";

/** Why a file is in quarantine; stands beside it as `<file>.json`. */
export interface QuarantineNote {
  readonly reason: string;
  /** The rows that are not in the store; absent when it is all of them or nobody knows. */
  readonly rows?: readonly {
    readonly from: number;
    readonly count: number;
    readonly reason: string;
  }[];
}

export interface QuarantineEvents {
  readonly onQuarantined: (name: string, rows: number, note: QuarantineNote) => void;
  /** Quarantine was full and its oldest file had to go. */
  readonly onDropped: (name: string, bytes: number) => void;
}

/** Where files go that cannot be read, and files with rows that the store refuses. People look at them. */
export class Quarantine {
  readonly #disk: SpoolDisk;
  readonly #bytesMax: number;
  readonly #events: QuarantineEvents;

  constructor(options: { disk: SpoolDisk; bytesMax: number; events: QuarantineEvents }) {
    this.#disk = options.disk;
    this.#bytesMax = options.bytesMax;
    this.#events = options.events;
  }

  /** Moves a file of the spool here. `rows` are the spans that are lost to the store, as far as known. */
  async take(name: string, rows: number, note: QuarantineNote): Promise<void> {
    const target = name.replace(`${SPOOL_FOLDER}/`, `${QUARANTINE_FOLDER}/`);
    await this.#disk.remove(`${target}.json`);
    await this.#disk.write(`${target}.json`, [
      Buffer.from(`${JSON.stringify(note, undefined, 2)}\n`),
    ]);
    await this.#disk.rename(name, target);
    await this.#disk.syncFolder(QUARANTINE_FOLDER);
    await this.#disk.syncFolder(SPOOL_FOLDER);
    this.#events.onQuarantined(name, rows, note);
    await this.#dropOldest();
  }

  async #dropOldest(): Promise<void> {
    const files = [...(await this.#disk.list(QUARANTINE_FOLDER))];
    files.sort((one, other) => one.modifiedAtMs - other.modifiedAtMs);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      if (bytes <= this.#bytesMax) return;
      await this.#disk.remove(file.name);
      bytes -= file.bytes;
      if (!file.name.endsWith(".json")) this.#events.onDropped(file.name, file.bytes);
    }
  }
}
