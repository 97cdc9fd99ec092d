import { describe, expect, it } from "vitest";
import { EngineError, EngineUnreachable } from "../connection/engine-error.ts";
import { answered } from "./answered.ts";

const failing = (error: Error): Promise<unknown> => answered(() => Promise.reject(error));

describe("answered", () => {
  it("tells what may be asked again from what may not", async () => {
    const codes = [
      [159, "Timeout exceeded", "QUERY_TIMEOUT"],
      [394, "Query was cancelled", "QUERY_TIMEOUT"],
      [241, "(total) memory limit exceeded: would use 9 GiB", "QUERY_TIMEOUT"],
      [241, "Query memory limit exceeded: would use 9 GiB", "QUERY_TOO_LARGE"],
      [241, "Memory limit (for query) exceeded: would use 9 GiB", "QUERY_TOO_LARGE"],
      [158, "Limit for rows exceeded", "QUERY_TOO_LARGE"],
      [396, "Limit for result exceeded", "QUERY_TOO_LARGE"],
    ] as const;
    for (const [code, message, coded] of codes) {
      await expect(failing(new EngineError(code, message))).rejects.toMatchObject({ code: coded });
    }
  });

  it("says that the store is away, and leaves everything else as it is", async () => {
    await expect(failing(new EngineUnreachable("gone"))).rejects.toMatchObject({
      code: "STORAGE_UNREACHABLE",
    });
    const bug = new EngineError(62, "Syntax error");
    await expect(failing(bug)).rejects.toBe(bug);
  });
});
