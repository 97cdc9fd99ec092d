import {
  type Context,
  createContextKey,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { valueOf, valuesOf } from "./carrier.ts";
import { formatTraceParent, parseTraceParent } from "./trace-parent.ts";
import { parseTraceState } from "./trace-state.ts";

const TRACE_PARENT = "traceparent";
const TRACE_STATE = "tracestate";

/** Whether the trace id that came from outside is random. Not there: the trace began here, with an id that is. */
const IS_RANDOM = createContextKey("spanhouse trace id is random");

/** Says of a trace that came from outside whether its id is known to be random. */
export function withRandomFlag(context: Context, isRandom: boolean): Context {
  return context.setValue(IS_RANDOM, isRandom);
}

/** W3C Trace Context, level 2, to the letter. */
export class TraceContextPropagator implements TextMapPropagator {
  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || isTracingSuppressed(context) || !isSpanContextValid(span)) return;
    const { traceId, spanId, traceFlags, traceState } = span;
    const isRandom = context.getValue(IS_RANDOM) !== false;
    const parent = { traceId, spanId, isSampled: (traceFlags & 1) !== 0, isRandom };
    setter.set(carrier, TRACE_PARENT, formatTraceParent(parent));
    const state = traceState?.serialize() ?? "";
    if (state !== "") setter.set(carrier, TRACE_STATE, state);
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const header = valueOf(carrier, getter, TRACE_PARENT);
    const parent = header === undefined ? undefined : parseTraceParent(header);
    if (parent === undefined) return context;
    const { traceId, spanId, isSampled, isRandom } = parent;
    const states = valuesOf(carrier, getter, TRACE_STATE);
    const traceState = states.length === 0 ? undefined : parseTraceState(states.join(","));
    const span = { traceId, spanId, traceFlags: isSampled ? 1 : 0, isRemote: true };
    return withRandomFlag(
      trace.setSpanContext(context, traceState === undefined ? span : { ...span, traceState }),
      isRandom,
    );
  }

  fields(): string[] {
    return [TRACE_PARENT, TRACE_STATE];
  }
}
