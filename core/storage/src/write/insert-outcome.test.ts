import { describe, expect, it } from "vitest";
import { EngineError, EngineUnreachable, exceptionCodeOf } from "../connection/engine-error.ts";
import { outcomeOfFailure } from "./insert-outcome.ts";

describe("outcomeOfFailure", () => {
  it("gives rows up only for errors that blame the data", () => {
    for (const code of [6, 27, 33, 53, 69, 117, 469]) {
      expect(outcomeOfFailure(new EngineError(code, "why"))).toEqual({
        status: "rejected",
        reason: "why",
      });
    }
  });

  it("asks again after everything that can pass or be repaired", () => {
    // Timeouts, sockets, memory, too many parts, a missing table, rights, a full disk, read only, unknown.
    for (const code of [159, 209, 210, 241, 252, 60, 497, 243, 242, 1001, 99_999]) {
      expect(outcomeOfFailure(new EngineError(code, "why")).status, String(code)).toBe("retry");
    }
    expect(outcomeOfFailure(new EngineUnreachable("gone"))).toEqual({
      status: "retry",
      reason: "gone",
    });
  });

  it("does not hide bugs", () => {
    expect(() => outcomeOfFailure(new TypeError("bug"))).toThrow("bug");
  });
});

describe("exceptionCodeOf", () => {
  it("finds the number in ClickHouse's text", () => {
    expect(exceptionCodeOf("Code: 117. DB::Exception: bad. (INCORRECT_DATA)")).toBe(117);
    expect(exceptionCodeOf("socket hang up")).toBeUndefined();
  });
});
