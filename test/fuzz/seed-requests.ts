import type { Span } from "@spanhouse/model";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { everyValueSpan } from "./every-value-span.ts";

export type Format = "protobuf" | "json";

/** Sound requests that the mutators damage: parts of shop traces, and one with every kind of value. */
export class SeedRequests {
  readonly #bodies: Readonly<Record<Format, readonly Uint8Array[]>>;

  constructor(seed: number, count = 120) {
    const generator = new TraceGenerator({ seed });
    const requests: (readonly Span[])[] = [[everyValueSpan]];
    while (requests.length < count) requests.push(generator.nextTrace().slice(0, 12));
    this.#bodies = {
      protobuf: requests.map(encodeOtlpRequest),
      json: requests.map(encodeOtlpRequestJson),
    };
  }

  bodies(format: Format): readonly Uint8Array[] {
    return this.#bodies[format];
  }
}

export function encodeAs(format: Format, spans: readonly Span[]): Uint8Array {
  return format === "protobuf" ? encodeOtlpRequest(spans) : encodeOtlpRequestJson(spans);
}
