import type { RedReader, TraceArchive, TraceReader } from "@spanhouse/storage";
import type { InFlight } from "../http/in-flight.ts";
import type { DependencySource } from "../jaeger/jaeger-dependencies.ts";
import type { JaegerTraces } from "../jaeger/jaeger-traces.ts";

/** What the routes of every API get from whoever starts the service. */
export interface ApiOptions {
  readonly reader: TraceReader;
  /** One for all APIs: what they share is the store's time and this process's memory. */
  readonly inFlight: InFlight;
}

/** What Jaeger's APIs get besides. */
export interface JaegerApiOptions extends ApiOptions {
  readonly traces: JaegerTraces;
  readonly dependencies: DependencySource;
  readonly red: RedReader;
  readonly archive: TraceArchive;
}
