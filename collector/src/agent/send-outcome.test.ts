import { RPC_CODES } from "@spanhouse/wire";
import { describe, expect, it } from "vitest";
import {
  outcomeOfGrpc,
  outcomeOfHttp,
  outcomeOfStranger,
  parseRetryAfter,
} from "./send-outcome.ts";

describe("what a collector's answer means for a batch", () => {
  it.each([
    ["UNAVAILABLE", "unknown"],
    ["RESOURCE_EXHAUSTED", "rejected"],
    ["INVALID_ARGUMENT", "rejected"],
    ["CANCELLED", "unknown"],
    ["DEADLINE_EXCEEDED", "unknown"],
    ["ABORTED", "unknown"],
    ["OUT_OF_RANGE", "unknown"],
    ["DATA_LOSS", "unknown"],
    ["INTERNAL", "failed"],
    ["UNKNOWN", "failed"],
    ["UNAUTHENTICATED", "refused"],
    ["PERMISSION_DENIED", "refused"],
    ["UNIMPLEMENTED", "refused"],
  ] as const)("gRPC %s: %s", (name, status) => {
    const outcome = outcomeOfGrpc({ code: RPC_CODES[name], message: "why" });
    expect(outcome).toMatchObject({ status, reason: `gRPC status ${name}: why` });
  });

  it.each([
    [429, "refused"],
    [503, "unknown"],
    [400, "rejected"],
    [413, "rejected"],
    [408, "unknown"],
    [502, "unknown"],
    [504, "unknown"],
    [500, "failed"],
    [401, "refused"],
    [403, "refused"],
    [404, "refused"],
    [301, "refused"],
  ] as const)("HTTP %d: %s", (code, status) => {
    expect(outcomeOfHttp({ status: code, message: "" })).toMatchObject({ status });
  });

  it("takes a full collector that names a delay at its word", () => {
    const { RESOURCE_EXHAUSTED: code } = RPC_CODES;
    const outcome = outcomeOfGrpc({ code, message: "", retryDelayMs: 700 });
    expect(outcome).toMatchObject({ status: "refused", cause: "busy", retryAfterMs: 700 });
  });

  it("is that a collector does not have it when it names a delay; a proxy that lost its collector names none", () => {
    const overGrpc = outcomeOfGrpc({ code: RPC_CODES.UNAVAILABLE, message: "", retryDelayMs: 5 });
    const overHttp = outcomeOfHttp({ status: 503, message: "", retryAfterMs: 1_000 });
    expect([overGrpc, overHttp]).toMatchObject([
      { status: "refused", cause: "busy", retryAfterMs: 5 },
      { status: "refused", cause: "busy", retryAfterMs: 1_000 },
    ]);
  });

  it.each([
    [200, "refused"],
    [400, "refused"],
    [404, "refused"],
    [429, "refused"],
    [408, "unknown"],
    [500, "unknown"],
    [502, "unknown"],
    [503, "unknown"],
    [504, "unknown"],
  ] as const)("is, when a stranger answers HTTP %d: %s", (code, status) => {
    expect(outcomeOfStranger(code)).toMatchObject({ status });
  });

  it("tells settings that are wrong from a collector that is busy", () => {
    const busy = outcomeOfGrpc({ code: RPC_CODES.UNAVAILABLE, message: "", retryDelayMs: 1 });
    const wrong = outcomeOfGrpc({ code: RPC_CODES.UNAUTHENTICATED, message: "" });
    expect([busy, wrong]).toMatchObject([{ cause: "busy" }, { cause: "misconfigured" }]);
  });
});

it("reads Retry-After as seconds or as a date", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  expect(parseRetryAfter("7", nowMs)).toBe(7_000);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:09 GMT", nowMs)).toBe(9_000);
  expect(parseRetryAfter("Thu, 01 Jan 2025 00:00:00 GMT", nowMs)).toBe(0);
  expect(parseRetryAfter("soon", nowMs)).toBeUndefined();
  expect(parseRetryAfter(undefined, nowMs)).toBeUndefined();
});
