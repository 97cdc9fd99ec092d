import { versionKey, type StepEdges, type StepVersion } from "./step-edges.ts";

/**
 * Steps that were read before, by tenant and generation. A generation never changes, so nothing in here becomes
 * wrong; what is replaced is no longer asked for and leaves. Beyond `bytesMax` leaves what was not used longest, and
 * a step that is larger than that is not kept.
 */
export class StepCache {
  readonly #bytesMax: number;
  /** The one that was used last is the last. */
  readonly #steps = new Map<string, StepEdges>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(tenant: string, version: StepVersion): StepEdges | undefined {
    const key = keyOf(tenant, version);
    const step = this.#steps.get(key);
    if (step === undefined) return undefined;
    this.#steps.delete(key);
    this.#steps.set(key, step);
    return step;
  }

  add(tenant: string, step: StepEdges): void {
    const key = keyOf(tenant, step.version);
    this.#remove(key);
    if (step.byteLength > this.#bytesMax) return;
    this.#steps.set(key, step);
    this.#bytes += step.byteLength;
    for (const oldest of this.#steps.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#steps.get(key)?.byteLength ?? 0;
    this.#steps.delete(key);
  }
}

function keyOf(tenant: string, version: StepVersion): string {
  return `${versionKey(version)}/${tenant}`;
}
