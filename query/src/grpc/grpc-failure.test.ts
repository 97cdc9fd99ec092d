import { expect, it } from "vitest";
import { GRPC_MESSAGE_CHARS_MAX } from "../limits.ts";
import { GrpcError } from "./grpc-failure.ts";

it("cuts messages to what a header takes, and never within a character", () => {
  expect(new GrpcError("NOT_FOUND", "trace not found").message).toBe("trace not found");
  for (const text of [
    "x".repeat(100_000),
    "💩".repeat(50_000),
    `x${"💩".repeat(50_000)}`,
    "\ud800",
  ]) {
    const { message } = new GrpcError("INVALID_ARGUMENT", text);
    expect(message.length).toBeLessThanOrEqual(GRPC_MESSAGE_CHARS_MAX);
    expect(() => encodeURI(message)).not.toThrow();
  }
});
