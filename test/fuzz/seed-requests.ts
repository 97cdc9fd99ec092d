import type { Span } from "@spanhouse/model";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import type { Random } from "../bench/traffic/random.ts";
import { bodyMutators } from "./body-mutators.ts";
import { everyValueSpan } from "./every-value-span.ts";
import { damageThrift } from "./thrift-mutators.ts";
import { wireFormat, type WireFormatName } from "./wire-formats.ts";

export type Format = "protobuf" | "json";

/** Sound requests that the mutators damage: parts of shop traces, and one with every kind of value. */
export class SeedRequests {
  readonly #requests: readonly (readonly Span[])[];
  readonly #bodies = new Map<WireFormatName, readonly Uint8Array[]>();

  constructor(seed: number, count = 120) {
    const generator = new TraceGenerator({ seed });
    const requests: (readonly Span[])[] = [[everyValueSpan]];
    while (requests.length < count) requests.push(generator.nextTrace().slice(0, 12));
    this.#requests = requests;
  }

  bodies(name: WireFormatName): readonly Uint8Array[] {
    const known = this.#bodies.get(name) ?? this.#requests.map(wireFormat(name).encode);
    this.#bodies.set(name, known);
    return known;
  }

  /** One of the requests, damaged in one of the ways of its format. */
  mutant(name: WireFormatName, random: Random): readonly [mutator: string, body: Uint8Array] {
    const format = wireFormat(name);
    if (format.encodeDamaged !== undefined && random.chance(0.4)) {
      return ["lying thrift", damageThrift(format, random.pick(this.#requests), random)];
    }
    const [mutator, mutate] = random.pick(bodyMutators(format.family));
    return [mutator, mutate(random.pick(this.bodies(name)), random)];
  }
}
