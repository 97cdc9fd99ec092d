import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { TlsConfig } from "../config/door-settings.ts";
import type { Ingest } from "../ingest.ts";

/** What every door is made from. */
export interface DoorOptions {
  readonly ingest: Ingest;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly tls: TlsConfig;
  /** Instead of TLS_CHECK_INTERVAL_MS; for tests. */
  readonly tlsCheckIntervalMs?: number;
  /** Largest request, as sent and after decompression. */
  readonly requestBytesMax: number;
  readonly metrics: Registry;
  readonly logger: Logger;
}
