import { hash } from "node:crypto";

import type { TraceFilter } from "@spanhouse/storage";

/**
 * A sealed block on disk. Its name says what must be known to trust it:
 *
 *   spool/000000000042-20613-1536-9f0a33c1.native
 *         sequence     day   rows crc-32 of the content
 *
 * The day (UTC, days since 1970) is the day its rows were received on. The suffix says what the content is
 * (`spool-format.ts`).
 */
export interface SpoolFile {
  readonly name: string;
  /** Grows by one from file to file, also across restarts. */
  readonly sequence: number;
  readonly receivedOnDay: number;
  readonly rows: number;
  readonly crc32: number;
  readonly bytes: number;
  /** The keys of the requests in it, 16 bytes each, in their order. */
  readonly requestKeys: Uint8Array;
  readonly sealedAtMs: number;
  /** Which traces have spans in it, where that is known and remembered. */
  readonly traces?: TraceFilter;
}

export const SPOOL_FOLDER = "spool";

/** Written and fsynced under another name first, so that a file with its final name was always whole. */
export const UNFINISHED_SUFFIX = ".unfinished";

const SEQUENCE_DIGITS = 12;
const PATTERN = /^spool\/(\d{12,15})-(\d{1,6})-(\d{1,9})-([0-9a-f]{8})\.([a-z]{1,16})$/;

/** Sequences as they stand in names. */
export function sequenceText(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, "0");
}

/** What the name of a spool file says. */
export interface NamedParts extends Pick<
  SpoolFile,
  "sequence" | "receivedOnDay" | "rows" | "crc32"
> {
  /** Of its format, without the dot. */
  readonly suffix: string;
}

export function spoolFileName(parts: NamedParts): string {
  const { sequence, receivedOnDay, rows, crc32, suffix } = parts;
  const crc = crc32.toString(16).padStart(8, "0");
  return `${SPOOL_FOLDER}/${sequenceText(sequence)}-${receivedOnDay}-${rows}-${crc}.${suffix}`;
}

/** Undefined when it is not the name of a spool file. */
export function parseSpoolFileName(name: string): NamedParts | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  const [, sequence, day, rows, crc, suffix] = match;
  return {
    sequence: Number(sequence),
    receivedOnDay: Number(day),
    rows: Number(rows),
    crc32: Number.parseInt(crc!, 16),
    suffix: suffix!,
  };
}

/**
 * Says "this content", 128 bits as hexadecimal, without reading it again: a block is made from its requests
 * in their order and nothing else, so their hashes identify it; size and checksum tell apart what two
 * versions of Spanhouse make from the same requests.
 */
export function contentHash(
  file: Pick<SpoolFile, "rows" | "crc32" | "bytes" | "requestKeys">,
): string {
  const shape = Buffer.from(`${file.rows} ${file.crc32} ${file.bytes} `);
  return hash("sha256", Buffer.concat([shape, file.requestKeys])).slice(0, 32);
}
