import { describe, expect, it } from "vitest";

import type { Admitted, Refused } from "../ingest.ts";
import { RequestGate } from "./admission.ts";

function gate(refusal?: Refused) {
  const refused: string[] = [];
  const requests = new RequestGate({
    inFlightBytesMax: 100,
    refusal: () => refusal,
    refusedAs: (code) => ({ admitted: false, code, retryAfterMs: 1_000 }),
    onRefused: (code) => refused.push(code),
  });
  return { requests, refused };
}

describe("admission", () => {
  it("refuses what would exceed the bytes in flight, and takes it when others are done", () => {
    const { requests, refused } = gate();
    const first = requests.admit(60) as Admitted;
    expect(requests.admit(41)).toEqual({
      admitted: false,
      code: "INGEST_OVERLOADED",
      retryAfterMs: 1_000,
    });
    expect(requests.admit(40).admitted).toBe(true);
    first.release();
    expect(requests.admit(60).admitted).toBe(true);
    expect(refused).toEqual(["INGEST_OVERLOADED"]);
  });

  it("lets a single request be as large as the door allows", () => {
    const { requests } = gate();
    const alone = requests.admit(0) as Admitted;
    expect(alone.grow(500)).toBe(true);
    expect(requests.admit(1).admitted).toBe(false);
  });

  it("refuses to grow beyond the bound and keeps what is held", () => {
    const { requests } = gate();
    const first = requests.admit(50) as Admitted;
    const second = requests.admit(40) as Admitted;
    expect(second.grow(11)).toBe(false);
    expect(second.grow(10)).toBe(true);
    expect(requests.bytesInFlight).toBe(100);
    first.release();
    second.release();
    expect([requests.bytesInFlight, requests.requestsInFlight]).toEqual([0, 0]);
  });

  it("gives back once, however often it is asked", () => {
    const { requests } = gate();
    const first = requests.admit(50) as Admitted;
    requests.admit(50);
    first.release();
    first.release();
    expect(requests.bytesInFlight).toBe(50);
    expect(first.grow(1)).toBe(false);
  });

  it("says why when nothing can be taken at all", () => {
    const why = { admitted: false, code: "INGEST_SPOOL_FULL", retryAfterMs: 5_000 } as const;
    const { requests, refused } = gate(why);
    expect(requests.admit(1)).toEqual(why);
    expect(refused).toEqual(["INGEST_SPOOL_FULL"]);
  });
});
