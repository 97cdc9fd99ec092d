import type { Span } from "@spanhouse/model";
import type { Random } from "../bench/traffic/random.ts";
import type { ThriftBytes, ThriftDamage } from "../support/thrift-writer.ts";
import type { ByteMutator } from "./byte-mutators.ts";
import type { WireFormat } from "./wire-formats.ts";

/** Damages Thrift where it hurts: at the lengths of texts and lists, at types, at field numbers. */

const HUGE = [2 ** 31 - 1, -1, -(2 ** 31), 2 ** 30, 2 ** 24, 2 ** 32 + 5];

/** A sound request with one length, type or field number that is something else. */
export function damageThrift(
  format: WireFormat,
  spans: readonly Span[],
  random: Random,
): Uint8Array {
  const encode = format.encodeDamaged!;
  const places = placesOf(format, spans);
  const kind = random.pick(["length", "length", "type", "field"] as const);
  const at = random.between(0, Math.max(0, places[kind] - 1));
  return encode(spans, { kind, at, value: strangeValue(kind, random) }).bytes;
}

/** Counted once for each request and format. */
const knownPlaces = new WeakMap<readonly Span[], Map<string, ThriftBytes["places"]>>();

function placesOf(format: WireFormat, spans: readonly Span[]): ThriftBytes["places"] {
  const known = knownPlaces.get(spans) ?? new Map<string, ThriftBytes["places"]>();
  knownPlaces.set(spans, known);
  const places = known.get(format.name) ?? format.encodeDamaged!(spans).places;
  known.set(format.name, places);
  return places;
}

function strangeValue(kind: ThriftDamage["kind"], random: Random): number {
  switch (kind) {
    case "length":
      return random.chance(0.5) ? random.pick(HUGE) : random.between(0, 300);
    case "type":
      return random.between(0, 15);
    case "field":
      return random.pick([0, -1, 1, 2, 3, 10, 16, 32_767, -32_768]);
  }
}

/** Depths around any bound, and far beyond any stack. */
const DEPTHS = [8, 32, 64, 65, 100, 1_000, 10_000, 30_000];

/**
 * Structs in structs, or lists in lists, in a field that nobody knows. Cut off in the middle, or closed: it is
 * all about what a reader does on its way in.
 */
export const nestDeepThrift =
  (family: WireFormat["family"]): ByteMutator =>
  (bytes, random) => {
    const depth = random.pick(DEPTHS);
    const isStruct = random.chance(0.5);
    const open = opening(family, isStruct);
    // Behind the first bytes of a sound request, so that the way in is a sound one.
    const head = bytes.subarray(0, random.between(0, Math.min(60, bytes.length)));
    const levels = Buffer.alloc(open.length * depth);
    for (let level = 0; level < depth; level++) levels.set(open, level * open.length);
    const close = Buffer.alloc(random.chance(0.5) && isStruct ? depth : 0);
    return Buffer.concat([head, levels, close]);
  };

function opening(family: WireFormat["family"], isStruct: boolean): Uint8Array {
  // Binary: type, field number, or type of the items and their count. Compact: both in one byte.
  if (family === "thriftBinary") {
    return Uint8Array.from(isStruct ? [12, 0, 99] : [15, 0, 0, 0, 1]);
  }
  return Uint8Array.from(isStruct ? [0x1c] : [0x19]);
}
