import type { Random } from "../bench/traffic/random.ts";

/** Damages bytes without knowing what they mean. Never changes its input. */
export type ByteMutator = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Turns 1 to 8 bits. */
export const flipBits: ByteMutator = (bytes, random) => {
  const damaged = Uint8Array.from(bytes);
  for (let flips = random.between(1, 8); flips > 0 && damaged.length > 0; flips--) {
    const at = random.between(0, damaged.length - 1);
    damaged[at] = damaged[at]! ^ (1 << random.between(0, 7));
  }
  return damaged;
};

/** Cuts the end off. */
export const truncate: ByteMutator = (bytes, random) =>
  bytes.slice(0, random.between(0, Math.max(0, bytes.length - 1)));

/** Copies a stretch of the bytes over or into another place. */
export const splice: ByteMutator = (bytes, random) => {
  const from = random.between(0, bytes.length);
  const stretch = bytes.subarray(from, from + random.between(1, 64));
  const at = random.between(0, bytes.length);
  const behind = random.chance(0.5) ? at : Math.min(bytes.length, at + stretch.length);
  return Buffer.concat([bytes.subarray(0, at), stretch, bytes.subarray(behind)]);
};

/** Overwrites up to 16 bytes with bytes that are special to somebody. */
export const scatter: ByteMutator = (bytes, random) => {
  const damaged = Uint8Array.from(bytes);
  for (let left = random.between(1, 16); left > 0 && damaged.length > 0; left--) {
    damaged[random.between(0, damaged.length - 1)] = random.pick([
      0, 1, 0x0a, 0x22, 0x5c, 0x7f, 0x80, 0xc0, 0xed, 0xff,
    ]);
  }
  return damaged;
};

/** Bytes without any sense, up to 4 KiB. */
export const noise: ByteMutator = (_, random) =>
  Uint8Array.from({ length: random.between(0, 4096) }, () => random.between(0, 255));
