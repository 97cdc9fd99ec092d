import { SpanBlock } from "@spanhouse/storage";
import { describe, expect, it } from "vitest";

import { readRequestKeys, requestKeyHeadBytes } from "./request-key-column.ts";
import { decodeTestRequest, testRequest } from "./testing/test-requests.ts";

function blockOf(spanCounts: readonly number[]): { bytes: Buffer; rows: number } {
  const block = new SpanBlock();
  for (const [index, spans] of spanCounts.entries()) {
    block.requestKey(Buffer.alloc(16, index + 1));
    decodeTestRequest(testRequest(index, spans), block);
  }
  return { bytes: Buffer.concat(block.finish(20_000)), rows: block.rows };
}

describe("the request keys of a spool file", () => {
  it("are read back from what a block wrote, with the rows of each request", () => {
    const { bytes, rows } = blockOf([1, 3, 200]);
    const head = bytes.subarray(0, requestKeyHeadBytes(rows));
    const found = readRequestKeys(head, rows)!;
    expect(found.rowCounts).toEqual([1, 3, 200]);
    expect([...found.keys]).toEqual([1, 2, 3].flatMap((key) => Array<number>(16).fill(key)));
  });

  it("are refused when the head is of another number of rows, cut off, or something else", () => {
    const { bytes, rows } = blockOf([2, 2]);
    expect(readRequestKeys(bytes, rows + 1)).toBeUndefined();
    expect(readRequestKeys(bytes.subarray(0, 40), rows)).toBeUndefined();
    expect(readRequestKeys(new Uint8Array(), rows)).toBeUndefined();
    expect(readRequestKeys(Buffer.alloc(500, 255), rows)).toBeUndefined();
  });
});
