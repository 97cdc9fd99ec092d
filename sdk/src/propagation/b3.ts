import {
  type Context,
  isSpanContextValid,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { valueOf } from "./carrier.ts";
import { withRandomFlag } from "./trace-context.ts";

const SINGLE = "b3";
const TRACE_ID = "x-b3-traceid";
const SPAN_ID = "x-b3-spanid";
const SAMPLED = "x-b3-sampled";
const FLAGS = "x-b3-flags";

/**
 * Zipkin's B3 headers: the single one and the several are both read, and one kind is written. Trace ids of 64 bits are filled up with
 * zeros. When the caller leaves the decision to us, the trace is kept.
 */
export class B3Propagator implements TextMapPropagator {
  readonly #writes: "single" | "multi";

  constructor(writes: "single" | "multi") {
    this.#writes = writes;
  }

  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || isTracingSuppressed(context) || !isSpanContextValid(span)) return;
    const sampled = String(span.traceFlags & 1);
    if (this.#writes === "single") {
      setter.set(carrier, SINGLE, `${span.traceId}-${span.spanId}-${sampled}`);
      return;
    }
    setter.set(carrier, TRACE_ID, span.traceId);
    setter.set(carrier, SPAN_ID, span.spanId);
    setter.set(carrier, SAMPLED, sampled);
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const single = valueOf(carrier, getter, SINGLE)?.split("-");
    const isDebug = valueOf(carrier, getter, FLAGS) === "1";
    const span =
      spanContextOf(single?.[0], single?.[1], single?.[2]) ??
      spanContextOf(
        valueOf(carrier, getter, TRACE_ID),
        valueOf(carrier, getter, SPAN_ID),
        isDebug ? "d" : valueOf(carrier, getter, SAMPLED),
      );
    if (span === undefined) return context;
    return withRandomFlag(trace.setSpanContext(context, span), false);
  }

  fields(): string[] {
    return this.#writes === "single" ? [SINGLE] : [TRACE_ID, SPAN_ID, SAMPLED, FLAGS];
  }
}

function spanContextOf(
  trace = "",
  spanId = "",
  sampled: string | undefined,
): SpanContext | undefined {
  if (!/^([0-9a-fA-F]{16}|[0-9a-fA-F]{32})$/.test(trace)) return undefined;
  const isDropped = sampled === "0" || sampled === "false";
  const found: SpanContext = {
    traceId: trace.toLowerCase().padStart(32, "0"),
    spanId: spanId.toLowerCase(),
    traceFlags: isDropped ? 0 : 1,
    isRemote: true,
  };
  return isSpanContextValid(found) ? found : undefined;
}
