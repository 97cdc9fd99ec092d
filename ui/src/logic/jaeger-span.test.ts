import { expect, it } from "vitest";
import { spanNamedByJaeger, withoutTraceId } from "./jaeger-span.ts";
import { toTraceParams } from "./trace-params.ts";

it("finds the span that an address of Jaeger names, the first of several", () => {
  const named = { traceId: "2af7651916cd43dd", span: "00f067aa" };
  expect(spanNamedByJaeger("?traceID=ff&span=00f067aa%402af7651916cd43dd")).toEqual(named);
  expect(spanNamedByJaeger("?span=00f067aa+b7%402af7651916cd43dd&span=1%402")).toEqual(named);
  expect(spanNamedByJaeger("?span=00f067aa")).toBeUndefined();
  expect(spanNamedByJaeger("?service=cart&span=x%40y")).toBeUndefined();
});

it("takes the trace out of the span of a trace's address, and leaves others alone", () => {
  expect(toTraceParams({ span: "00F067AA@ff" })).toEqual({ span: "00F067AA" });
  expect(withoutTraceId("00f067aa.1")).toBe("00f067aa.1");
});
