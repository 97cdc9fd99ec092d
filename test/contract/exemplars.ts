import { expect, it } from "vitest";
import { dayOf } from "../support/spool-file.ts";
import { testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** Which spans an exemplar may lead to. */
export function exemplarsContract(under: () => StoreUnderTest): void {
  it("finds the spans that are stored, and when they start", async () => {
    const tenant = under().newTenant();
    const [one, other] = [testSpan(), testSpan({ spanId: "00000000000000bb" })];
    const later = { ...one, spanId: "00000000000000cc", startUnixNano: one.startUnixNano + 9n };
    await under().insert(tenant, [one, later, other]);
    const ask = (...spans: { traceId: string; spanId: string }[]) =>
      under().store.exemplars.findStoredSpans(tenant, spans);
    const missing = { traceId: "f".repeat(32), spanId: "f".repeat(16) };
    const found = await ask(
      one,
      later,
      { traceId: other.traceId, spanId: "" },
      { traceId: one.traceId, spanId: "" },
      { traceId: one.traceId, spanId: missing.spanId },
      missing,
      { ...missing, spanId: "" },
    );
    expect(new Map(found)).toEqual(
      new Map([
        [one.traceId + one.spanId, one.startUnixNano],
        [one.traceId + later.spanId, later.startUnixNano],
        [one.traceId, one.startUnixNano],
        [other.traceId, other.startUnixNano],
      ]),
    );
    expect(await under().store.exemplars.findStoredSpans("another", [one])).toEqual(new Map());
    expect(await ask()).toEqual(new Map());
  });

  it("does not find what retention has removed, although its summary is still there", async () => {
    const tenant = under().newTenant();
    const [old, young] = [testSpan(), testSpan()];
    const today = dayOf(Date.now());
    await under().reopen({ retentionDays: 60 });
    await under().insert(tenant, [old], today - 8);
    await under().insert(tenant, [young], today);
    await under().reopen({ retentionDays: 7 });
    await under().engine.sql("OPTIMIZE TABLE {db}.spans FINAL");
    const found = await under().store.exemplars.findStoredSpans(tenant, [
      old,
      young,
      { traceId: old.traceId, spanId: "" },
    ]);
    expect([...found.keys()]).toEqual([young.traceId + young.spanId]);
    const summaries = await under().store.reader.readSummaries(tenant, [old.traceId]);
    expect(summaries.size).toBe(1);
  });
}
