import { EventEmitter } from "node:events";
import type { FastifyReply } from "fastify";
import { describe, expect, it } from "vitest";
import { ClientGoneError, withDeadline } from "./read-deadline.ts";

function replyOf(raw: EventEmitter): FastifyReply {
  return { raw } as unknown as FastifyReply;
}

describe("withDeadline", () => {
  it("passes on what the reads answer or throw, and leaves no listener behind", async () => {
    const raw = new EventEmitter();
    expect(await withDeadline(replyOf(raw), () => Promise.resolve(1))).toBe(1);
    const failed = withDeadline(replyOf(raw), () => Promise.reject(new Error("no")));
    await expect(failed).rejects.toThrow("no");
    expect(raw.listenerCount("close")).toBe(0);
  });

  it("throws QUERY_TIMEOUT after the time, even when the reads do not heed the signal", async () => {
    const reads: AbortSignal[] = [];
    const late = withDeadline(
      replyOf(new EventEmitter()),
      (signal) => {
        reads.push(signal);
        return new Promise(() => undefined);
      },
      10,
    );
    await expect(late).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    expect(reads[0]!.aborted).toBe(true);
  });

  it("says QUERY_TIMEOUT, not what the reads threw when they were stopped", async () => {
    const late = withDeadline(
      replyOf(new EventEmitter()),
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reject(new Error("the engine was stopped"));
          });
        }),
      10,
    );
    await expect(late).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
  });

  it("throws ClientGoneError when the connection closes", async () => {
    const raw = new EventEmitter();
    const gone = withDeadline(replyOf(raw), () => new Promise(() => undefined));
    raw.emit("close");
    await expect(gone).rejects.toBeInstanceOf(ClientGoneError);
  });
});
