import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { Random } from "../bench/traffic/random.ts";

export type Coding = "gzip" | "deflate" | "zstd";
export const CODINGS: readonly Coding[] = ["gzip", "deflate", "zstd"];

/** Compresses as some client would: HTTP's "deflate" is zlib's format for some and raw for others. */
export function compress(coding: Coding, bytes: Uint8Array, random: Random): Uint8Array {
  if (coding === "gzip") return gzipSync(bytes, { level: random.pick([1, 6, 9]) });
  if (coding === "deflate") return random.chance(0.5) ? deflateSync(bytes) : deflateRawSync(bytes);
  return storeAsZstd(bytes);
}

/** A few kilobytes that inflate to `bytes` zeros. */
export function bomb(coding: Coding, bytes: number): Uint8Array {
  if (coding === "zstd") return repeatAsZstd(bytes);
  const zeros = Buffer.alloc(bytes);
  return coding === "gzip" ? gzipSync(zeros) : deflateSync(zeros);
}

// zstd by hand, as far as it needs no entropy coding (RFC 8878, section 3.1.1):
// magic, frame header descriptor, window descriptor, then blocks of
// a three-byte header (last block: bit 0; type: bits 1-2, 0 raw, 1 repeated byte; size: the rest).
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** No content size, no checksum; a window of 128 KiB, the largest block. */
const ZSTD_HEADER = Buffer.from([0x00, 0x38]);
const ZSTD_BLOCK_BYTES = 128 * 1024;

function storeAsZstd(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [ZSTD_MAGIC, ZSTD_HEADER];
  let at = 0;
  do {
    const block = bytes.subarray(at, at + ZSTD_BLOCK_BYTES);
    at += block.length;
    pieces.push(blockHeader(at >= bytes.length, 0, block.length), block);
  } while (at < bytes.length);
  return Buffer.concat(pieces);
}

function repeatAsZstd(bytes: number): Uint8Array {
  const pieces: Uint8Array[] = [ZSTD_MAGIC, ZSTD_HEADER];
  for (let left = bytes; left > 0; left -= ZSTD_BLOCK_BYTES) {
    const size = Math.min(left, ZSTD_BLOCK_BYTES);
    pieces.push(blockHeader(size === left, 1, size), Uint8Array.of(0));
  }
  return Buffer.concat(pieces);
}

function blockHeader(isLast: boolean, type: number, size: number): Uint8Array {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  return header;
}
