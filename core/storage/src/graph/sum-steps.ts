import { toHex } from "@spanhouse/base";
import type { ServiceEdge } from "./call-graph.ts";
import { CallSums } from "./call-sums.ts";
import type { EdgeEnds } from "./ends-table.ts";
import { EXEMPLAR_BYTES, type StepEdges } from "./step-edges.ts";

/** The minutes of a step that count, both inclusive. */
export interface MinuteRange {
  readonly first: number;
  readonly last: number;
}

/** Adds steps up, edge by edge; their minutes are summed up as well. The latencies are in `serverBins`. */
export class StepSums {
  readonly #edges = new Map<string, { ends: EdgeEnds; sums: CallSums; pieces: Piece[] }>();

  /** All of the steps are needed until `settle`. */
  add(step: StepEdges, { first, last }: MinuteRange): void {
    const { minutes, calls, errors, binEnds } = step;
    const edges = step.ends.map((ends) => this.#at(ends));
    for (let index = 0; index < minutes.length; index++) {
      const minute = minutes[index]!;
      if (minute < first || minute > last) continue;
      const edge = edges[step.numbers[index]! - 1]!;
      edge.sums.spans += 1;
      edge.sums.calls += calls[index]!;
      edge.sums.errors += errors[index]!;
      if (edge.sums.exemplar === "") edge.sums.exemplar = exemplarOf(step, index);
      const from = index === 0 ? 0 : binEnds[index - 1]!;
      edge.pieces.push({ step, from, to: binEnds[index]! });
    }
  }

  /** Sums the latencies of all steps so far up, after which these need not be kept. */
  settle(): void {
    for (const { sums, pieces } of this.#edges.values()) {
      addPieces(sums.serverBins, pieces);
      pieces.length = 0;
    }
  }

  /** All edges with calls in these minutes; after `settle`. */
  get edges(): readonly ServiceEdge[] {
    return [...this.#edges.values()]
      .filter(({ sums }) => sums.spans > 0)
      .map(({ ends: { client, server, connection }, sums }) => ({
        ...{ minute: 0, client, server, connection, sums },
      }));
  }

  #at(ends: EdgeEnds): { sums: CallSums; pieces: Piece[] } {
    let edge = this.#edges.get(ends.key);
    if (edge === undefined) {
      edge = { ends, sums: new CallSums(), pieces: [] };
      this.#edges.set(ends.key, edge);
    }
    return edge;
  }
}

/** Bins of an edge in a step. */
interface Piece {
  readonly step: StepEdges;
  readonly from: number;
  readonly to: number;
}

function exemplarOf({ exemplars }: StepEdges, index: number): string {
  return toHex(exemplars, index * EXEMPLAR_BYTES, (index + 1) * EXEMPLAR_BYTES);
}

/** A place per bin that 16 bits can name: where the weights of one sketch are added up. Empty in between. */
const WEIGHTS = new Float64Array(2 ** 16);

/** Leaves the bins in ascending order. */
function addPieces(bins: Map<number, number>, pieces: readonly Piece[]): void {
  if (pieces.length === 0) return;
  // A bin is in it twice when its weights cancel each other out in between.
  const used = [...bins.keys()];
  for (const [bin, weight] of bins) WEIGHTS[bin] = weight;
  for (const { step, from, to } of pieces) {
    const { bins: numbers, weights } = step;
    for (let at = from; at < to; at++) {
      const bin = numbers[at]!;
      const before = WEIGHTS[bin]!;
      if (before === 0) used.push(bin);
      WEIGHTS[bin] = before + weights[at]!;
    }
  }
  bins.clear();
  for (const bin of Uint16Array.from(used).sort()) {
    const weight = WEIGHTS[bin]!;
    if (weight === 0) continue;
    bins.set(bin, weight);
    WEIGHTS[bin] = 0;
  }
}
