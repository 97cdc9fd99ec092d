import { crc32 } from "node:zlib";

import { diskFailureOf, type DiskFile, type SpoolDisk } from "./spool-disk.ts";
import { parseSpoolFileName, type SpoolFile } from "./spool-file.ts";
import type { SpoolFormat } from "./spool-format.ts";

export type Verified =
  | { readonly status: "whole"; readonly file: SpoolFile }
  | { readonly status: "damaged"; readonly rows: number; readonly reason: string };

/**
 * Reads a spool file once, in pieces, and says whether it is what its name says. Undefined when the name is
 * not one of a spool file of this format.
 */
export async function verifySpoolFile(
  disk: SpoolDisk,
  format: SpoolFormat,
  found: DiskFile,
): Promise<Verified | undefined> {
  const named = parseSpoolFileName(found.name);
  if (named?.suffix !== format.suffix) return undefined;
  const damaged = (reason: string): Verified => ({ status: "damaged", rows: named.rows, reason });
  const headBytes = Math.max(
    format.keyHeadBytes(named.rows),
    format.traceHeadBytes?.(named.rows) ?? 0,
  );
  const head = Buffer.alloc(Math.min(found.bytes, headBytes));
  let bytes = 0;
  let sum = 0;
  try {
    await disk.read(found.name, (piece) => {
      sum = crc32(piece, sum);
      if (bytes < head.length) head.set(piece.subarray(0, head.length - bytes), bytes);
      bytes += piece.length;
    });
  } catch (error) {
    return damaged(`it cannot be read: ${diskFailureOf(error).reason}`);
  }
  if (bytes === 0) return damaged("it is empty");
  if (sum !== named.crc32) return damaged("its content does not have the checksum in its name");
  const requests = format.readKeys(head, named.rows);
  if (requests === undefined) return damaged("it does not begin like a spool file");
  const traces = format.readTraces?.(head, named.rows);
  const { modifiedAtMs: sealedAtMs, name } = found;
  const { sequence, receivedOnDay, rows, crc32: checksum } = named;
  const says = { sequence, receivedOnDay, rows, crc32: checksum };
  return {
    status: "whole",
    file: {
      ...{ ...says, name, bytes, requestKeys: requests.keys, sealedAtMs },
      ...(traces === undefined ? {} : { traces }),
    },
  };
}
