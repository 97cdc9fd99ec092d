import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from "@opentelemetry/api";
import { complain } from "../complaint.ts";
import type { Environment } from "../host-process.ts";
import { B3Propagator } from "./b3.ts";
import { BaggagePropagator } from "./baggage.ts";
import { JaegerPropagator } from "./jaeger.ts";
import { TraceContextPropagator } from "./trace-context.ts";

/** Names of `OTEL_PROPAGATORS`. */
const BY_NAME: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new TraceContextPropagator(),
  baggage: () => new BaggagePropagator(),
  b3: () => new B3Propagator("single"),
  b3multi: () => new B3Propagator("multi"),
  jaeger: () => new JaegerPropagator(),
};

/**
 * What `OTEL_PROPAGATORS` names is read and written. Without it, W3C's headers are written, and those of Zipkin and Jaeger
 * are read as well, so that a service can be the first of a system to change.
 */
export function makePropagator(environment: Environment): TextMapPropagator {
  const names = (environment["OTEL_PROPAGATORS"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  if (names.length === 0) {
    const written = [new TraceContextPropagator(), new BaggagePropagator()];
    return new FirstOf([...written, new B3Propagator("single"), new JaegerPropagator()], written);
  }
  const unknown = names.filter((name) => name !== "none" && BY_NAME[name] === undefined);
  if (unknown.length > 0)
    complain(`OTEL_PROPAGATORS: there is no propagator ${unknown.join(", ")}`);
  const named = names.includes("none") ? [] : names.flatMap((name) => BY_NAME[name]?.() ?? []);
  return new FirstOf(named, named);
}

/** Writes with several propagators, and reads the trace with the first that finds one. */
class FirstOf implements TextMapPropagator {
  readonly #readers: readonly TextMapPropagator[];
  readonly #writers: readonly TextMapPropagator[];

  constructor(readers: readonly TextMapPropagator[], writers: readonly TextMapPropagator[]) {
    this.#readers = readers;
    this.#writers = writers;
  }

  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
    for (const writer of this.#writers) writer.inject(context, carrier, setter);
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
    const before = trace.getSpanContext(context);
    return this.#readers.reduce((found, reader) => {
      const isFound = trace.getSpanContext(found) !== before;
      return isFound && isTraceOnly(reader) ? found : reader.extract(found, carrier, getter);
    }, context);
  }

  fields(): string[] {
    return [...new Set(this.#writers.flatMap((writer) => writer.fields()))];
  }
}

/** Has nothing to say once there is a trace. */
function isTraceOnly(reader: TextMapPropagator): boolean {
  return reader instanceof TraceContextPropagator || reader instanceof B3Propagator;
}
