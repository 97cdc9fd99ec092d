import type { SpoolDisk } from "../pipeline/spool-disk.ts";

const FOLDER = "agent";
const BYTES_MAX = 64 * 1024;

/** A small value that outlives the process, in a file of its own: wholly there or as it was before. */
export class DurableRecord {
  readonly #disk: SpoolDisk;
  readonly #name: string;
  readonly #bytesMax: number;

  /** A file of more than `bytesMax` bytes is not read. */
  constructor(disk: SpoolDisk, name: string, bytesMax = BYTES_MAX) {
    this.#disk = disk;
    this.#name = `${FOLDER}/${name}`;
    this.#bytesMax = bytesMax;
  }

  /** Undefined when there is none, or nothing that can be read. Rejects when the disk fails. */
  async read(): Promise<unknown> {
    await this.#disk.makeFolder(FOLDER);
    const files = await this.#disk.list(FOLDER);
    const isThere = files.some(({ name, bytes }) => name === this.#name && bytes <= this.#bytesMax);
    if (!isThere) return undefined;
    const pieces: Buffer[] = [];
    await this.#disk.read(this.#name, (piece) => pieces.push(Buffer.from(piece)));
    return parseOrUndefined(Buffer.concat(pieces).toString());
  }

  /** Resolves when it is durable. Rejects when the disk fails. */
  async write(value: unknown): Promise<void> {
    const unfinished = `${this.#name}.unfinished`;
    await this.#disk.remove(unfinished);
    await this.#disk.write(unfinished, [Buffer.from(JSON.stringify(value))]);
    await this.#disk.rename(unfinished, this.#name);
    await this.#disk.syncFolder(FOLDER);
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
