import { describe, expect, it } from "vitest";

import { planBatch, withFirstRefused } from "./batch-plan.ts";
import {
  decodeManifest,
  doneName,
  encodeManifest,
  manifestName,
  parseManifestName,
} from "./manifest.ts";
import { spoolFileForTest } from "./testing/spool-files.ts";

const plan = planBatch(
  [3, 4, 7].map((sequence) => spoolFileForTest(sequence, 2)),
  5_000,
);

describe("a manifest", () => {
  it("is read back as it was written, cut or not", () => {
    for (const one of [plan, withFirstRefused(withFirstRefused(plan, "a", 9), "b", 0)]) {
      const name = parseManifestName(manifestName(one, "batch"))!;
      expect(decodeManifest(name, encodeManifest(one))).toEqual(one);
    }
  });

  it("names its range of files and the token of the whole, in every generation", () => {
    const name = parseManifestName(manifestName(plan, "batch"))!;
    expect(name).toMatchObject({ firstSequence: 3, lastSequence: 7, generation: 0, isDone: false });
    const cut = parseManifestName(manifestName(withFirstRefused(plan, "a", 9), "batch"))!;
    expect(cut).toEqual({ ...name, name: cut.name, generation: 1 });
    const done = parseManifestName(doneName(name.name))!;
    expect(done).toEqual({ ...name, name: done.name, isDone: true });
  });

  it("is noticed when any byte of it is damaged or missing", () => {
    const name = parseManifestName(manifestName(plan, "batch"))!;
    const bytes = encodeManifest(plan);
    for (let at = 0; at < bytes.length - 1; at++) {
      const flipped = Uint8Array.from(bytes);
      flipped[at]! ^= 1;
      expect(decodeManifest(name, flipped)).toBeUndefined();
      expect(decodeManifest(name, bytes.subarray(0, at))).toBeUndefined();
    }
  });
});
