import { readFileSync } from "node:fs";
import type { SecureContextOptions, TlsOptions } from "node:tls";
import { createSecureContext } from "node:tls";
import { CodedError } from "@spanhouse/base";
import type { TlsConfig } from "../config/door-settings.ts";

/**
 * The TLS options a door listens with; undefined when TLS is off. With a client CA a client must show a
 * certificate that it signed. Throws CodedError CONFIG_INVALID when a file is missing or is not what it should be.
 */
export function readTlsFiles(tls: TlsConfig): TlsOptions | undefined {
  if (tls.certFile === "") return undefined;
  const files: SecureContextOptions = {
    cert: readPem(tls.certFile),
    key: readPem(tls.keyFile),
    ...(tls.clientCaFile !== "" && { ca: readPem(tls.clientCaFile) }),
    minVersion: "TLSv1.2",
  };
  try {
    createSecureContext(files);
  } catch (error) {
    throw new CodedError(
      "CONFIG_INVALID",
      `The certificate ${tls.certFile} and the key ${tls.keyFile} cannot be used: ${messageOf(error)}.`,
      { cause: error },
    );
  }
  const isMutual = tls.clientCaFile !== "";
  return { ...files, requestCert: isMutual, rejectUnauthorized: isMutual };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CodedError(
      "CONFIG_INVALID",
      `The TLS file ${path} cannot be read: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
