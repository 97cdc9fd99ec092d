import { REQUEST_KEY_COLUMN } from "@spanhouse/storage";

import { REQUEST_KEY_BYTES } from "./request-key.ts";
import type { RequestKeys } from "./spool-format.ts";

/**
 * Reads the request keys back from the head of a spool file: a Native block begins with the number of its
 * columns and rows, and the first column is the keys.
 *
 *   varint columns, varint rows, "request_key", "String", then per row: varint length, bytes
 *                                                           0x10 <16 bytes>  first row of a request
 *                                                           0x00             all others
 *
 * Undefined when it is not the head of a spool file of `rows` rows.
 */
export function readRequestKeys(head: Uint8Array, rows: number): RequestKeys | undefined {
  const cursor = { at: 0 };
  const columns = readVarint(head, cursor);
  if (columns === undefined || readVarint(head, cursor) !== rows) return undefined;
  if (readText(head, cursor) !== REQUEST_KEY_COLUMN.name) return undefined;
  if (readText(head, cursor) !== REQUEST_KEY_COLUMN.type) return undefined;
  const keys: Uint8Array[] = [];
  const rowCounts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const length = head[cursor.at++];
    if (length === REQUEST_KEY_BYTES && cursor.at + length <= head.length) {
      keys.push(head.subarray(cursor.at, cursor.at + length));
      cursor.at += length;
      rowCounts.push(1);
    } else if (length === 0 && rowCounts.length > 0) {
      rowCounts[rowCounts.length - 1]! += 1;
    } else {
      return undefined;
    }
  }
  return { keys: Buffer.concat(keys), rowCounts };
}

/** Bytes of a file that hold its request keys, at most. */
export function requestKeyHeadBytes(rows: number): number {
  return 64 + rows * (REQUEST_KEY_BYTES + 1);
}

function readText(bytes: Uint8Array, cursor: { at: number }): string | undefined {
  const length = readVarint(bytes, cursor);
  if (length === undefined || cursor.at + length > bytes.length) return undefined;
  const text = Buffer.from(bytes.subarray(cursor.at, cursor.at + length)).toString("latin1");
  cursor.at += length;
  return text;
}

/** Numbers up to 2^35; more is not the head of a spool file. */
function readVarint(bytes: Uint8Array, cursor: { at: number }): number | undefined {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  return undefined;
}
