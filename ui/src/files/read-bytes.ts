import { err, ok, type Result } from "@spanhouse/base";
import { FILE_BYTES_MAX } from "./limits.ts";

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** The bytes of a file, unpacked when it is gzip. Rejects when the browser cannot read it. */
export async function readBytes(
  file: Blob,
): Promise<Result<Uint8Array, "tooLarge" | "damagedGzip">> {
  const head = new Uint8Array(await file.slice(0, GZIP_MAGIC.length).arrayBuffer());
  const isGzip = GZIP_MAGIC.every((byte, at) => head[at] === byte);
  if (!isGzip) {
    if (file.size > FILE_BYTES_MAX) return err("tooLarge");
    return ok(new Uint8Array(await file.arrayBuffer()));
  }
  const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return await joined(unpacked.getReader());
  } catch {
    return err("damagedGzip");
  }
}

async function joined(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Result<Uint8Array, "tooLarge">> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > FILE_BYTES_MAX) {
      await reader.cancel();
      return err("tooLarge");
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return ok(bytes);
}
