import {
  type Context,
  isSpanContextValid,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { valueOf } from "./carrier.ts";
import { withRandomFlag } from "./trace-context.ts";

const TRACE = "uber-trace-id";
const BAGGAGE_PREFIX = "uberctx-";
const BAGGAGE_KEY = /^uberctx-/i;
/** Sampled, and debug, which means sampled whatever else. */
const SAMPLED_OR_DEBUG = 3;
const FORM = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{0,16}:([0-9a-f]{1,2})$/i;

/** Jaeger's header `uber-trace-id`, also percent-encoded as some clients write it, and its baggage. */
export class JaegerPropagator implements TextMapPropagator {
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const span = trace.getSpanContext(context);
    if (span !== undefined && !isTracingSuppressed(context) && isSpanContextValid(span)) {
      setter.set(carrier, TRACE, `${span.traceId}:${span.spanId}:0:${span.traceFlags & 1}`);
    }
    for (const [key, { value }] of propagation.getBaggage(context)?.getAllEntries() ?? []) {
      setter.set(
        carrier,
        `${BAGGAGE_PREFIX}${key}`,
        encodeURIComponent(Buffer.from(value).toString()),
      );
    }
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    // A trace that another header has named already stays.
    const isFound = trace.getSpanContext(context)?.isRemote === true;
    const found = isFound ? context : withTrace(context, valueOf(carrier, getter, TRACE) ?? "");
    const keys = getter.keys(carrier).filter((key) => BAGGAGE_KEY.test(key));
    if (keys.length === 0) return found;
    const entries = keys
      .map((key) => [key, valueOf(carrier, getter, key)] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== undefined)
      .map(([key, value]) => [key.slice(BAGGAGE_PREFIX.length), { value: decode(value) }] as const);
    if (entries.length === 0) return found;
    const before = propagation.getBaggage(found)?.getAllEntries() ?? [];
    // What W3C's header says comes first.
    const baggage = propagation.createBaggage(Object.fromEntries([...entries, ...before]));
    return propagation.setBaggage(found, baggage);
  }

  fields(): string[] {
    return [TRACE];
  }
}

function withTrace(context: Context, header: string): Context {
  const [, traceId, spanId, flags] = FORM.exec(decode(header)) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return context;
  const span = {
    traceId: traceId.toLowerCase().padStart(32, "0"),
    spanId: spanId.toLowerCase().padStart(16, "0"),
    traceFlags: (Number.parseInt(flags, 16) & SAMPLED_OR_DEBUG) === 0 ? 0 : 1,
    isRemote: true,
  };
  if (!isSpanContextValid(span)) return context;
  return withRandomFlag(trace.setSpanContext(context, span), false);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
