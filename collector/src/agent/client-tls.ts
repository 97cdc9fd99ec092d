import { readFileSync } from "node:fs";
import { createSecureContext, type ConnectionOptions } from "node:tls";
import { CodedError } from "@spanhouse/base";
import type { ForwardConfig } from "../config/forward.ts";

/**
 * What connections to collectors are secured with. Files are looked at again and again: a certificate or
 * authority that was replaced is used from the next connection on, one that cannot be used is not.
 */
export class ClientTls {
  readonly #config: ForwardConfig["tls"];
  #files: TlsFiles;

  /** Throws CodedError CONFIG_INVALID when a file cannot be read or used. */
  constructor(config: ForwardConfig["tls"]) {
    this.#config = config;
    try {
      this.#files = readFiles(config);
    } catch (error) {
      throw new CodedError(
        "CONFIG_INVALID",
        `The files of forward.tls cannot be used: ${messageOf(error)}.`,
        { cause: error },
      );
    }
  }

  get serverName(): string | undefined {
    return this.#config.serverName === "" ? undefined : this.#config.serverName;
  }

  get options(): ConnectionOptions {
    return { ...this.#files, minVersion: "TLSv1.2" };
  }

  /** Reads the files again. `unusable`: why they are not used; what was read before stays in use. */
  reload(): { readonly hasChanged: boolean; readonly unusable?: string } {
    try {
      const files = readFiles(this.#config);
      const hasChanged = NAMES.some((name) => !isSame(files[name], this.#files[name]));
      if (hasChanged) this.#files = files;
      return { hasChanged };
    } catch (error) {
      return { hasChanged: false, unusable: messageOf(error) };
    }
  }
}

const NAMES = ["ca", "cert", "key"] as const;

type TlsFiles = Readonly<Partial<Record<(typeof NAMES)[number], Buffer>>>;

/** Throws what Node throws when a file is missing or is not what it should be. */
function readFiles({ caFile, certFile, keyFile }: ForwardConfig["tls"]): TlsFiles {
  const files = {
    ...(caFile !== "" && { ca: readFileSync(caFile) }),
    ...(certFile !== "" && { cert: readFileSync(certFile), key: readFileSync(keyFile) }),
  };
  // A certificate is often replaced before its key; until both are there they do not belong together.
  createSecureContext(files);
  return files;
}

function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.equals(other);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
