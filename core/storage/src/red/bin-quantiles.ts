import { LATENCY_BINS, latencyBinMiddleNano } from "@spanhouse/model";
import type { RedBins } from "./red-rows.ts";

/** Sums of weights differ in their last digits by the order in which they were added. */
const ROUNDING = 1 - 1e-12;

/** Every span weighs at least 1: what is below is what adding and subtracting left over. */
export const LEFT_OVER = 0.5;

/** Of each bin: powers take longer than everything else here. */
const MIDDLES_NANO = Float64Array.from({ length: LATENCY_BINS }, (_, bin) =>
  latencyBinMiddleNano(bin),
);

/** Rows add their bins here, and quantiles are read off; one is used again and again. */
export class BinQuantiles {
  readonly #weights = new Float64Array(LATENCY_BINS);
  /** Bins outside of these two have no weight. */
  #first = LATENCY_BINS;
  #last = -1;
  #total = 0;

  /** Adds the bins of a row; with a sign of -1 takes them away again. */
  add({ ends, bytes, binsAt, weightsAt }: RedBins, row: number, sign: 1 | -1 = 1): void {
    const all = this.#weights;
    let { total, first, last } = { total: this.#total, first: this.#first, last: this.#last };
    const end = ends[row]!;
    for (let at = row === 0 ? 0 : ends[row - 1]!; at < end; at++) {
      const bin = bytes.getUint16(binsAt + at * 2, true);
      const weight = sign * bytes.getFloat64(weightsAt + at * 8, true);
      all[bin]! += weight;
      total += weight;
      if (bin < first) first = bin;
      if (bin > last) last = bin;
    }
    this.#total = total;
    this.#first = first;
    this.#last = last;
  }

  /**
   * Writes an estimate for each quantile (ascending) to `out[index][place]`: the middle of the bin in which that
   * share of the weight is reached. NaN without spans.
   */
  read(quantiles: readonly number[], out: readonly Float64Array[], place: number): void {
    const isEmpty = this.#total < LEFT_OVER;
    let bin = this.#first;
    let sum = isEmpty ? 0 : this.#weights[bin]!;
    for (let index = 0; index < quantiles.length; index++) {
      const wanted = quantiles[index]! * this.#total * ROUNDING;
      while (!isEmpty && bin < this.#last && (sum < wanted || sum < LEFT_OVER)) {
        sum += this.#weights[++bin]!;
      }
      out[index]![place] = isEmpty ? NaN : MIDDLES_NANO[bin]!;
    }
  }

  /**
   * The same of one row alone, whose bins weigh `total` together: nearly every point has one. Answers false, with
   * nothing written that counts, when its bins do not rise, as before a first merge.
   */
  readRow(
    { ends, bytes, binsAt, weightsAt }: RedBins,
    row: { readonly number: number; readonly total: number },
    quantiles: readonly number[],
    out: readonly Float64Array[],
    place: number,
  ): boolean {
    const end = ends[row.number]!;
    let at = row.number === 0 ? 0 : ends[row.number - 1]!;
    if (at === end || row.total < LEFT_OVER) return false;
    let bin = bytes.getUint16(binsAt + at * 2, true);
    let sum = bytes.getFloat64(weightsAt + at * 8, true);
    for (let index = 0; index < quantiles.length; index++) {
      const wanted = quantiles[index]! * row.total * ROUNDING;
      while (sum < wanted && ++at < end) {
        const next = bytes.getUint16(binsAt + at * 2, true);
        if (next <= bin) return false;
        bin = next;
        sum += bytes.getFloat64(weightsAt + at * 8, true);
      }
      out[index]![place] = MIDDLES_NANO[bin]!;
    }
    while (++at < end) {
      const next = bytes.getUint16(binsAt + at * 2, true);
      if (next <= bin) return false;
      bin = next;
    }
    return true;
  }

  clear(): void {
    if (this.#last >= 0) this.#weights.fill(0, this.#first, this.#last + 1);
    this.#first = LATENCY_BINS;
    this.#last = -1;
    this.#total = 0;
  }
}
