import { expect, it } from "vitest";
import { decodeExportResponse, decodeRpcStatus } from "./export-answer.ts";
import { encodeExportResponse } from "./export-response.ts";
import { encodeRpcStatus } from "./rpc-status.ts";

it("reads how many spans were rejected, and why", () => {
  const partial = { rejectedSpans: 70_000, message: "no trace id" };
  expect(decodeExportResponse(encodeExportResponse("protobuf", partial))).toEqual(partial);
});

it("reads an answer without rejections as nothing to say", () => {
  expect(decodeExportResponse(encodeExportResponse("protobuf", undefined))).toBeUndefined();
  expect(decodeExportResponse(Uint8Array.of(0x0a, 0))).toBeUndefined();
});

it("reads a status with its retry delay", () => {
  const status = { code: 14, message: "later", retryDelayMs: 1_250 } as const;
  expect(decodeRpcStatus(encodeRpcStatus("protobuf", status))).toEqual(status);
});

it("reads a status without details as one that names no delay", () => {
  const status = { code: 3, message: "bad" } as const;
  expect(decodeRpcStatus(encodeRpcStatus("protobuf", status))).toEqual(status);
});

it("reads bytes that are something else as nothing", () => {
  expect(decodeRpcStatus(Buffer.from("<html>"))).toBeUndefined();
  expect(decodeExportResponse(Uint8Array.of(0x0a, 0x7f))).toBeUndefined();
});
