import { open } from "node:fs/promises";
import { assert } from "@spanhouse/base";
import type { BatchPart } from "@spanhouse/storage";
import { otlpBodyStart } from "@spanhouse/wire";
import { FORWARD_BODY_BYTES_KEPT } from "../limits.ts";
import { readOtlpPart } from "../pipeline/read-otlp-part.ts";

/**
 * Puts the bodies of batches together, in memory that is used again for the next one: new memory for each made
 * V8 collect its whole heap every few batches, a quarter of an agent's processor time.
 */
export class BatchBody {
  #bytes = new Uint8Array(0);

  /** One ExportTraceServiceRequest of all parts; valid until the next call. Rejects when the disk fails. */
  async read(parts: readonly BatchPart[]): Promise<Uint8Array> {
    let end = 0;
    for (const part of parts) {
      if (part.only === undefined) end = await this.#append(part.path, end);
      else {
        const slice = await readOtlpPart(part);
        this.#reserve(end, slice.length);
        this.#bytes.set(slice, end);
        end += slice.length;
      }
    }
    return this.#bytes.subarray(0, end);
  }

  /** Somebody may still be reading the memory: the next batch gets other. */
  abandon(): void {
    this.#bytes = new Uint8Array(0);
  }

  /** Appends a file without its head; returns where the body ends then. */
  async #append(path: string, at: number): Promise<number> {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      this.#reserve(at, size);
      let read = 0;
      while (read < size) {
        const { bytesRead } = await file.read(this.#bytes, at + read, size - read, read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      const start = otlpBodyStart(this.#bytes.subarray(at, at + read));
      assert(start !== undefined, "a start has checked every file, and no other is written");
      this.#bytes.copyWithin(at, at + start, at + read);
      return at + read - start;
    } finally {
      await file.close();
    }
  }

  #reserve(used: number, more: number): void {
    const needed = used + more;
    const isOversized = used === 0 && this.#bytes.length > FORWARD_BODY_BYTES_KEPT;
    if (this.#bytes.length >= needed && !isOversized) return;
    const grown = new Uint8Array(Math.max(needed, Math.min(needed * 2, FORWARD_BODY_BYTES_KEPT)));
    grown.set(this.#bytes.subarray(0, used));
    this.#bytes = grown;
  }
}
