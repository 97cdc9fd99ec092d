import { expect, it } from "vitest";
import { LoneCallers } from "./lone-callers.ts";
import type { CallEnds } from "./read-call-ends.ts";

/** As many rows as there are ids. */
function endsOf(ids: readonly { readonly traceId: string; readonly spanId: string }[]): CallEnds {
  const words = (texts: readonly string[]): Uint32Array<ArrayBuffer> => {
    const bytes = Uint8Array.from(Buffer.from(texts.join(""), "hex"));
    return new Uint32Array(bytes.buffer);
  };
  const none = new Uint8Array(ids.length);
  return {
    rows: ids.length,
    traceIds: words(ids.map(({ traceId }) => traceId)),
    spanIds: words(ids.map(({ spanId }) => spanId)),
    parentIds: words(ids.map(() => "00".repeat(8))),
    ...{ starts: new Uint32Array(), durations: new Uint32Array(), weights: new Float64Array() },
    ...{ kinds: none, flags: none, connections: none },
    resources: { numbers: new Uint32Array(), texts: [] },
    peers: { numbers: new Uint32Array(), texts: [] },
  };
}

it("knows callers by trace and span, and gives each away once", () => {
  const ids = ["01", "80", "ff"].flatMap((byte) =>
    ["02", "90"].map((span) => ({ traceId: `${byte}3c`.repeat(8), spanId: `${span}a4`.repeat(4) })),
  );
  const callers = new LoneCallers();
  const ends = endsOf(ids);
  for (let row = 0; row < 4; row++) callers.add(ends, row);
  expect([callers.size, callers.unknown]).toEqual([4, 0]);
  expect(ids.map((id) => callers.take(id))).toEqual([true, true, true, true, false, false]);
  expect(ids.map((id) => callers.take(id))).not.toContain(true);
});

it("tells root spans apart whose ids are those of their traces", () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => {
    const id = (index + 1).toString(16).padStart(16, "0");
    return { traceId: id.padStart(32, "0"), spanId: id };
  });
  const callers = new LoneCallers();
  const ends = endsOf(ids);
  for (let row = 0; row < ends.rows; row++) callers.add(ends, row);
  expect(callers.size).toBe(1_000);
  expect(ids.every((id) => callers.take(id))).toBe(true);
});
