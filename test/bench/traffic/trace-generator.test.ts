import { describe, expect, it } from "vitest";
import { serviceNameOf } from "@spanhouse/model";
import { encodeOtlpRequest } from "../../support/otlp-encode.ts";
import { SERVICE_NAMES } from "./shop.ts";
import { TRACE_SPANS_MAX, TraceGenerator } from "./trace-generator.ts";

const generator = new TraceGenerator({ seed: 7 });
const traces = Array.from({ length: 2_000 }, () => generator.nextTrace());
const spans = traces.flat();

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

describe("the traffic of the shop", () => {
  it("is the same to the byte for the same seed and different for another one", () => {
    const bytes = (seed: number): Uint8Array =>
      encodeOtlpRequest(new TraceGenerator({ seed }).take(40));
    expect(Buffer.compare(bytes(1), bytes(1))).toBe(0);
    expect(Buffer.compare(bytes(1), bytes(2))).not.toBe(0);
  });

  it("makes every trace a tree: one root, first, and each parent before its children", () => {
    const broken = traces.filter((trace) => {
      const seen = new Set<string>();
      const sound = trace.every((span, index) => {
        const placed = index === 0 ? span.parentSpanId === "" : seen.has(span.parentSpanId);
        seen.add(span.spanId);
        return placed && span.traceId === trace[0]?.traceId;
      });
      return !sound || seen.size !== trace.length;
    });
    expect(broken).toEqual([]);
  });

  it("keeps sizes, attributes and bytes in the ranges it promises", () => {
    const sizes = traces.map((trace) => trace.length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(TRACE_SPANS_MAX);
    expect(Math.max(...sizes)).toBeGreaterThan(150);
    expect(mean(sizes)).toBeGreaterThan(16);
    expect(mean(sizes)).toBeLessThan(24);
    const attributes = spans.map((span) => span.attributes.length);
    expect(Math.min(...attributes)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...attributes)).toBeLessThanOrEqual(15);
    expect(new Set(spans.map((span) => span.resource.attributes.length))).toEqual(new Set([10]));
    const batch = spans.slice(0, 5_120);
    const bytes = encodeOtlpRequest(batch).length / batch.length;
    expect(bytes).toBeGreaterThan(400);
    expect(bytes).toBeLessThan(520);
  });

  it("has every service, kind, protocol, errors with exceptions, retries and links", () => {
    expect(new Set(spans.map((span) => serviceNameOf(span.resource)))).toEqual(
      new Set(SERVICE_NAMES),
    );
    expect(new Set(spans.map((span) => span.kind))).toEqual(new Set([1, 2, 3, 4, 5]));
    const keys = new Set(spans.flatMap((span) => span.attributes.map(({ key }) => key)));
    for (const key of ["http.route", "rpc.method", "db.query.text", "messaging.system"]) {
      expect(keys).toContain(key);
    }
    expect(keys).toContain("http.request.resend_count");
    const failed = spans.filter((span) => span.statusCode === 2);
    expect(failed.length / spans.length).toBeGreaterThan(0.002);
    expect(failed.length / spans.length).toBeLessThan(0.03);
    expect(failed.some((span) => span.events.some(({ name }) => name === "exception"))).toBe(true);
    const consumers = spans.filter((span) => span.kind === 5);
    expect(consumers.filter((span) => span.links.length > 0).length).toBeGreaterThan(
      consumers.length * 0.95,
    );
  });

  it("never ends a span before it starts", () => {
    expect(spans.every((span) => span.endUnixNano >= span.startUnixNano)).toBe(true);
  });
});
