import type { SpoolDisk } from "../pipeline/spool-disk.ts";
import { DurableRecord } from "./durable-record.ts";
import type { CollectorAddress } from "./export-client.ts";

/** A batch that was or is about to be sent, and to whom: the only collector that may already have it. */
export interface Binding {
  readonly token: string;
  readonly address: CollectorAddress;
  /** Milliseconds since 1970: when it was first sent there. */
  readonly sinceMs: number;
}

/** Keeps the last binding, also over a restart. */
export class BindingRecord {
  readonly #record: DurableRecord;

  constructor(disk: SpoolDisk) {
    this.#record = new DurableRecord(disk, "binding");
  }

  async read(): Promise<Binding | undefined> {
    const value = await this.#record.read();
    return isBinding(value) ? value : undefined;
  }

  async write(binding: Binding): Promise<void> {
    await this.#record.write(binding);
  }
}

function isBinding(value: unknown): value is Binding {
  if (typeof value !== "object" || value === null) return false;
  const { token, address, sinceMs } = value as Partial<Record<string, unknown>>;
  if (typeof token !== "string" || typeof sinceMs !== "number") return false;
  if (typeof address !== "object" || address === null) return false;
  const { isTls, host, port, address: ip } = address as Partial<Record<string, unknown>>;
  return (
    typeof isTls === "boolean" &&
    typeof host === "string" &&
    typeof port === "number" &&
    typeof ip === "string"
  );
}
