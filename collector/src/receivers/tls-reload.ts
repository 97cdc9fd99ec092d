import type { Server as NetServer } from "node:net";
import { Server, type TlsOptions } from "node:tls";
import { TLS_CHECK_INTERVAL_MS } from "../limits.ts";
import type { DoorOptions } from "./door.ts";
import { counterOf } from "./metric-of.ts";
import { readTlsFiles } from "./tls-files.ts";

export interface TlsReloadOptions extends Pick<
  DoorOptions,
  "tls" | "tlsCheckIntervalMs" | "metrics" | "logger"
> {
  /** Name of the door, as in metrics. */
  readonly receiver: string;
}

/**
 * Looks at the certificate, key and client CA files of a door again and again, and lets new connections use
 * what is new; those that are open stay. It compares contents and not times, so it makes no difference how a
 * file was replaced: written over, renamed, or by turning a link, as Kubernetes does.
 *
 * Files that cannot be used, for example while the certificate is new and the key still old, are logged and
 * counted once, and what was in use stays in use.
 */
export class TlsReload {
  readonly #options: TlsReloadOptions;
  readonly #server: Server;
  readonly #timer: NodeJS.Timeout;
  readonly #count: (outcome: "loaded" | "failed") => void;
  #inUse: TlsOptions;
  #problem = "";

  /** `inUse` is what the server listens with now. */
  constructor(server: Server, inUse: TlsOptions, options: TlsReloadOptions) {
    this.#server = server;
    this.#inUse = inUse;
    this.#options = options;
    const { receiver, metrics, tlsCheckIntervalMs = TLS_CHECK_INTERVAL_MS } = options;
    const reloads = counterOf(metrics, "spanhouse_tls_reloads_total", {
      help: "New certificates, keys and client CAs by outcome: loaded, or failed and not used.",
      labelNames: ["receiver", "outcome"],
    });
    this.#count = (outcome) => reloads.inc({ receiver, outcome });
    for (const outcome of ["loaded", "failed"]) reloads.inc({ receiver, outcome }, 0);
    this.#timer = setInterval(() => this.#check(), tlsCheckIntervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const { tls, receiver, logger } = this.#options;
    try {
      const files = readTlsFiles(tls);
      this.#problem = "";
      if (files === undefined || isSame(files, this.#inUse)) return;
      this.#server.setSecureContext(files);
      this.#inUse = files;
      this.#count("loaded");
      logger.info({ receiver }, "new TLS files are in use");
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem === this.#problem) return;
      this.#problem = problem;
      this.#count("failed");
      logger.error(
        { receiver, reason: problem },
        "new TLS files cannot be used; the old ones stay",
      );
    }
  }
}

/** Starts it for a server that listens; nothing for one that does not speak TLS. */
export function reloadTls(
  server: NetServer,
  inUse: TlsOptions | undefined,
  options: TlsReloadOptions,
): TlsReload | undefined {
  return inUse !== undefined && server instanceof Server
    ? new TlsReload(server, inUse, options)
    : undefined;
}

function isSame(one: TlsOptions, other: TlsOptions): boolean {
  return (["cert", "key", "ca"] as const).every((name) => {
    const [file, otherFile] = [one[name], other[name]];
    if (!Buffer.isBuffer(file) || !Buffer.isBuffer(otherFile)) return file === otherFile;
    return file.equals(otherFile);
  });
}
