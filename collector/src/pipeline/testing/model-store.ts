import type { Batch, BatchPart, InsertOutcome, SpanWriter } from "@spanhouse/storage";

import { NATIVE_FORMAT } from "../native-format.ts";
import { parseSpoolFileName } from "../spool-file.ts";
import type { SpoolFormat } from "../spool-format.ts";
import type { ModelDisk } from "./model-disk.ts";

/** How the store answers. `lostAnswer` stores and then says that it does not know. */
export type StoreMood = "up" | "down" | "lostAnswer" | "lostRequest";

/**
 * A store that counts rows: a row is `<request key>#<number within the request>`. It recognises tokens as
 * the real one does, and keeps a list of everything a caller must never do.
 */
export class ModelStore implements SpanWriter {
  mood: StoreMood = "up";
  /** Rows it refuses, and with them the whole insert. */
  isPoison: (row: string) => boolean = () => false;
  readonly counts = new Map<string, number>();
  readonly breaches: string[] = [];
  disk: ModelDisk;
  readonly #format: SpoolFormat;
  readonly #tokens = new Map<string, string>();
  #lastToken = "";

  constructor(disk: ModelDisk, format = NATIVE_FORMAT) {
    this.disk = disk;
    this.#format = format;
  }

  async insert({ parts, token }: Batch): Promise<InsertOutcome> {
    const { mood, disk } = this;
    if (mood === "down" || mood === "lostRequest") {
      await pass();
      return { status: "retry", reason: mood };
    }
    const rows = parts.flatMap((part) => this.#rowsOf(part));
    await pass();
    // The process that asked is dead: nobody hears the answer, but the store has done its work.
    if (rows.some((row) => this.isPoison(row))) {
      return disk.isCrashed
        ? new Promise(() => undefined)
        : { status: "rejected", reason: "poison" };
    }
    const content = rows.join();
    const known = this.#tokens.get(token);
    if (known === undefined) {
      this.#tokens.set(token, content);
      for (const row of rows) this.counts.set(row, (this.counts.get(row) ?? 0) + 1);
    } else if (known !== content) this.breaches.push(`token ${token} with other content`);
    // A collector remembers only the last delivery of an agent.
    else if (token !== this.#lastToken) this.breaches.push(`token ${token} after a newer one`);
    this.#lastToken = token;
    if (disk.isCrashed) return new Promise(() => undefined);
    return mood === "up" ? { status: "stored" } : { status: "retry", reason: mood };
  }

  #rowsOf({ path, rows, only }: BatchPart): string[] {
    const content = this.disk.contentOf(path);
    if (
      content === undefined ||
      parseSpoolFileName(path.slice(path.indexOf("spool/"))) === undefined
    ) {
      if (!this.disk.isCrashed) this.breaches.push(`insert of ${path}, which is not there`);
      return [];
    }
    const requests = this.#format.readKeys(content, rows);
    if (requests === undefined) {
      this.breaches.push(`insert of ${path}, which is damaged`);
      return [];
    }
    const all = requests.rowCounts.flatMap((count, index) => {
      const key = Buffer.from(requests.keys.subarray(index * 16, index * 16 + 16)).toString("hex");
      return Array.from({ length: count }, (_, row) => `${key}#${row}`);
    });
    return only === undefined ? all : all.slice(only.from, only.from + only.count);
  }
}

async function pass(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
