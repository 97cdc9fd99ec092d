import type { Span } from "@spanhouse/model";
import { expect, it } from "vitest";
import { dayOf } from "../support/spool-file.ts";
import { attributesOf, resourceOf, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** What metrics of spans are made of besides the rollups. */
export function spanMetricsContract(under: () => StoreUnderTest): void {
  it("finds the spans that are stored, and when they start", async () => {
    const tenant = under().newTenant();
    const [one, other] = [testSpan(), testSpan({ spanId: "00000000000000bb" })];
    const later = { ...one, spanId: "00000000000000cc", startUnixNano: one.startUnixNano + 9n };
    await under().insert(tenant, [one, later, other]);
    const ask = (...spans: { traceId: string; spanId: string }[]) =>
      under().store.spanMetrics.findStoredSpans(tenant, spans);
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
    expect(await under().store.spanMetrics.findStoredSpans("another", [one])).toEqual(new Map());
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
    await under().merge("spans");
    const found = await under().store.spanMetrics.findStoredSpans(tenant, [
      old,
      young,
      { traceId: old.traceId, spanId: "" },
    ]);
    expect([...found.keys()]).toEqual([young.traceId + young.spanId]);
    const summaries = await under().store.reader.readSummaries(tenant, [old.traceId]);
    expect(summaries.size).toBe(1);
  });

  it("finds the slowest span of each series since a time", async () => {
    const tenant = under().newTenant();
    const at = (secondsAgo: number, ms: number, more: Partial<Span> = {}): Span => {
      const startUnixNano = (BigInt(Date.now()) - BigInt(secondsAgo) * 1_000n) * 1_000_000n;
      return testSpan({
        ...{ startUnixNano, endUnixNano: startUnixNano + BigInt(ms) * 1_000_000n },
        ...more,
      });
    };
    const [old, slow, fast, other] = [
      at(3_000, 900),
      at(20, 30),
      at(10, 20),
      at(15, 1, { kind: 3, statusCode: 2 }),
    ];
    await under().insert(tenant, [old, slow, fast]);
    await under().insert(tenant, [other]);
    const ask = (secondsAgo: number, limit = 10) =>
      under().store.spanMetrics.readRecentExemplars(tenant, {
        sinceUnixSeconds: Math.floor(Date.now() / 1000) - secondsAgo,
        limit,
      });
    const exemplar = (
      { traceId, spanId, kind, statusCode }: Span,
      durationNano: number,
    ): object => ({
      ...{ service: "shop", operation: "operation", kind, statusCode },
      ...{ traceId, spanId, durationNano },
    });
    expect(await ask(60)).toEqual([exemplar(slow, 30e6), exemplar(other, 1e6)]);
    expect(await ask(3_600)).toEqual([exemplar(old, 900e6), exemplar(other, 1e6)]);
    expect(await ask(60, 1)).toEqual([exemplar(slow, 30e6)]);
  });

  it("finds the resources that sent spans since a day, the latest first", async () => {
    const tenant = under().newTenant();
    const today = dayOf(Date.now());
    const spanOf = (name: string): Span =>
      testSpan({
        resource: {
          ...resourceOf(name),
          attributes: attributesOf({
            "service.name": name,
            "k8s.pod.name": `${name}-1`,
            port: 80n,
          }),
        },
      });
    await under().insert(tenant, [spanOf("a")], today - 2);
    await under().insert(tenant, [spanOf("b")], today - 1);
    await under().insert(tenant, [spanOf("c")], today);
    await under().insert(tenant, [spanOf("c")], today);
    const targets = await under().store.spanMetrics.readTargets(tenant, {
      ...{ sinceReceivedDay: today - 1, limit: 10 },
    });
    expect(targets.map(({ service }) => service)).toEqual(["c", "b"]);
    expect([...targets[0]!.attributes].sort()).toEqual([
      ["k8s.pod.name", "c-1"],
      ["port", "80"],
      ["service.name", "c"],
    ]);
  });
}
