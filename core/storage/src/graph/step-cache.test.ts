import { describe, expect, it } from "vitest";
import { StepCache } from "./step-cache.ts";
import type { StepEdges, StepVersion } from "./step-edges.ts";

function version(step: number, generation = 1): StepVersion {
  return { stepSeconds: 300, step, generation, arrivals: 5, inputs: 7n };
}

function edges(of: StepVersion, byteLength: number): StepEdges {
  return {
    ...{ version: of, ends: [], byteLength },
    ...{ numbers: new Uint32Array(), minutes: new Uint8Array(), exemplars: new Uint8Array() },
    ...{ calls: new Float64Array(), errors: new Float64Array(), weights: new Float64Array() },
    ...{ binEnds: new Uint32Array(), bins: new Uint16Array() },
  };
}

describe("a cache of steps", () => {
  it("has what was added, for its tenant and as this generation only", () => {
    const cache = new StepCache(100);
    const step = edges(version(1), 10);
    cache.add("a", step);
    expect(cache.get("a", version(1))).toBe(step);
    for (const other of [
      version(2),
      version(1, 2),
      { ...version(1), stepSeconds: 3_600 },
      { ...version(1), arrivals: 6 },
      { ...version(1), inputs: 8n },
    ]) {
      expect(cache.get("a", other)).toBeUndefined();
    }
    expect(cache.get("b", version(1))).toBeUndefined();
  });

  it("loses what was not used for longest when it takes too much memory", () => {
    const cache = new StepCache(100);
    for (const step of [1, 2, 3]) cache.add("", edges(version(step), 30));
    cache.get("", version(1));
    cache.add("", edges(version(4), 30));
    const kept = [1, 2, 3, 4].filter((step) => cache.get("", version(step)) !== undefined);
    expect(kept).toEqual([1, 3, 4]);
    expect(cache.bytes).toBe(90);
  });

  it("does not keep a step that is larger than all of it, nor count one twice", () => {
    const cache = new StepCache(100);
    cache.add("", edges(version(1), 60));
    cache.add("", edges(version(1), 60));
    expect(cache.bytes).toBe(60);
    cache.add("", edges(version(2), 101));
    expect(cache.get("", version(2))).toBeUndefined();
    expect(cache.get("", version(1))).toBeDefined();
  });
});
