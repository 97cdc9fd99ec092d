import type { SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER, UNFINISHED_SUFFIX } from "./spool-file.ts";

/** Writes a small file of the spool so that it is there whole, durably, or not at all under its name. */
export async function writeDurably(
  disk: SpoolDisk,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const unfinished = name + UNFINISHED_SUFFIX;
  await disk.remove(unfinished);
  await disk.write(unfinished, [bytes]);
  await disk.rename(unfinished, name);
  await disk.syncFolder(SPOOL_FOLDER);
}

/** Reads a small file: a manifest, a secret. Undefined when it is larger than `bytesMax`. */
export async function readSmallFile(
  disk: SpoolDisk,
  name: string,
  bytesMax: number,
): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  await disk.read(name, (piece) => {
    bytes += piece.length;
    if (bytes <= bytesMax) pieces.push(Buffer.from(piece));
  });
  return bytes <= bytesMax ? Buffer.concat(pieces) : undefined;
}
