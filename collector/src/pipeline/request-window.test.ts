import { describe, expect, it } from "vitest";

import type { IngestOutcome } from "../ingest.ts";
import { RequestWindow } from "./request-window.ts";

const key = (number: number): Uint8Array => Buffer.alloc(16, number);
const stored: IngestOutcome = { status: "stored", spans: 3, rejected: 0, reason: "" };
const refused: IngestOutcome = {
  status: "refused",
  code: "INGEST_SPOOL_FULL",
  reason: "",
  retryAfterMs: 1,
};

function windowAt(clock: { ms: number }, entriesMax = 100): RequestWindow {
  return new RequestWindow({ windowMs: 1_000, entriesMax, now: () => clock.ms });
}

describe("the request window", () => {
  it("gives a request that is in flight the outcome of the first", async () => {
    const window = windowAt({ ms: 0 });
    const outcome = Promise.resolve(stored);
    window.enter(key(1), outcome);
    expect(window.find(key(1))).toBe(outcome);
    expect(window.find(key(2))).toBeUndefined();
    await outcome;
  });

  it("recognises what was stored until the window is over", async () => {
    const clock = { ms: 5_000 };
    const window = windowAt(clock);
    window.enter(key(1), Promise.resolve(stored));
    await Promise.resolve();
    await Promise.resolve();
    clock.ms = 5_999;
    expect(window.find(key(1))).toBe("stored");
    clock.ms = 6_000;
    expect(window.find(key(1))).toBeUndefined();
  });

  it("forgets what was refused, malformed or empty, so that it can be sent again", async () => {
    const window = windowAt({ ms: 0 });
    const outcomes: IngestOutcome[] = [
      refused,
      { status: "malformed", reason: "" },
      { ...stored, spans: 0 },
    ];
    for (const [index, outcome] of outcomes.entries()) {
      window.enter(key(index), Promise.resolve(outcome));
      await Promise.resolve();
      await Promise.resolve();
      expect(window.find(key(index))).toBeUndefined();
    }
  });

  it("forgets the oldest when it is full", () => {
    const window = windowAt({ ms: 0 }, 2);
    window.restore(Buffer.concat([key(1), key(2), key(3)]), 0);
    expect(window.size).toBe(2);
    expect([1, 2, 3].map((number) => window.find(key(number)))).toEqual([
      undefined,
      "stored",
      "stored",
    ]);
  });

  it("drops restored requests whose time is over when others come", () => {
    const clock = { ms: 0 };
    const window = windowAt(clock);
    window.restore(key(1), 0);
    clock.ms = 2_000;
    window.restore(key(2), 2_000);
    expect(window.size).toBe(1);
  });
});
