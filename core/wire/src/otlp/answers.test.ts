import { expect, it } from "vitest";
import { toHex } from "@spanhouse/base";
import { ANSWER_MESSAGE_BYTES_MAX } from "./answer-text.ts";
import { encodeExportResponse } from "./export-response.ts";
import { encodeRpcStatus, RPC_CODES } from "./rpc-status.ts";

/** The answers of OTLP, byte by byte. */

const json = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

it("leaves partial success unset on full success", () => {
  expect(encodeExportResponse("protobuf", undefined)).toHaveLength(0);
  expect(json(encodeExportResponse("json", undefined))).toEqual({});
  expect(encodeExportResponse("protobuf", { rejectedSpans: 0, message: "" })).toHaveLength(0);
});

it("encodes how many spans were rejected, and why", () => {
  const partial = { rejectedSpans: 300, message: "no" };
  // partial_success (1) { rejected_spans (1): 300, error_message (2): "no" }
  expect(toHex(encodeExportResponse("protobuf", partial))).toBe("0a07" + "08ac02" + "12026e6f");
  expect(json(encodeExportResponse("json", partial))).toEqual({
    partialSuccess: { rejectedSpans: "300", errorMessage: "no" },
  });
});

it("encodes a warning: nothing rejected, but something to say", () => {
  const partial = { rejectedSpans: 0, message: "no" };
  expect(toHex(encodeExportResponse("protobuf", partial))).toBe("0a04" + "12026e6f");
});

it("encodes a status with and without RetryInfo", () => {
  const status = { code: RPC_CODES.UNAVAILABLE, message: "no" };
  expect(toHex(encodeRpcStatus("protobuf", status))).toBe("080e" + "12026e6f");
  expect(json(encodeRpcStatus("json", status))).toEqual({ code: 14, message: "no" });
  const type = "type.googleapis.com/google.rpc.RetryInfo";
  const retry = { ...status, retryDelayMs: 1_500 };
  // details (3) { type_url (1), value (2) { retry_delay (1) { seconds (1): 1, nanos (2): 500000000 } } }
  expect(toHex(encodeRpcStatus("protobuf", retry))).toBe(
    `080e12026e6f1a36` +
      `0a28${toHex(new TextEncoder().encode(type))}` +
      "120a" +
      "0a08" +
      "0801" +
      "1080cab5ee01",
  );
  expect(json(encodeRpcStatus("json", retry))).toEqual({
    code: 14,
    message: "no",
    details: [{ "@type": type, retryDelay: "1.5s" }],
  });
});

it.each(["x", "ä", "€", "😀", "a\ud800"])(
  "cuts long messages between characters: %j",
  (character) => {
    const text = character.repeat(1_000);
    const { message } = json(
      encodeRpcStatus("json", { code: RPC_CODES.INTERNAL, message: text }),
    ) as {
      readonly message: string;
    };
    const bytes = Buffer.byteLength(message);
    expect(bytes).toBeLessThanOrEqual(ANSWER_MESSAGE_BYTES_MAX);
    expect(bytes).toBeGreaterThan(ANSWER_MESSAGE_BYTES_MAX - 8);
    expect(text.startsWith(message.slice(0, -1))).toBe(true);
    expect(message.endsWith("…")).toBe(true);
  },
);

it("leaves messages alone that just fit", () => {
  const message = "x".repeat(ANSWER_MESSAGE_BYTES_MAX);
  expect(json(encodeRpcStatus("json", { code: RPC_CODES.INTERNAL, message }))).toMatchObject({
    message,
  });
});
