/** Sums of calls of one kind: what edges are made of. Everything is weighted by sampling. */
export class CallSums {
  /** Ends that were added and not taken away again: whole, so that nothing is left means nothing. */
  spans = 0;
  calls = 0;
  errors = 0;
  clientSumNano = 0;
  serverSumNano = 0;
  /** Weight per bin of core/model/src/call-latency-bins.ts. */
  readonly clientBins: Map<number, number> = new Map();
  readonly serverBins: Map<number, number> = new Map();
  /** Trace id in hexadecimal; "" when there is none. */
  exemplar = "";

  add(other: CallSums): void {
    this.spans += other.spans;
    this.calls += other.calls;
    this.errors += other.errors;
    this.clientSumNano += other.clientSumNano;
    this.serverSumNano += other.serverSumNano;
    addBins(this.clientBins, other.clientBins);
    addBins(this.serverBins, other.serverBins);
    if (this.exemplar === "") this.exemplar = other.exemplar;
  }

  /** Of the called end, or of the caller where there is no other. */
  get latencyBins(): ReadonlyMap<number, number> {
    return this.serverBins.size > 0 ? this.serverBins : this.clientBins;
  }
}

export function addBin(bins: Map<number, number>, bin: number, weight: number): void {
  const sum = (bins.get(bin) ?? 0) + weight;
  // What is taken away again leaves nothing, or what adding up fractions has lost.
  if (Math.abs(sum) < 1e-9) bins.delete(bin);
  else bins.set(bin, sum);
}

export function addBins(bins: Map<number, number>, more: ReadonlyMap<number, number>): void {
  for (const [bin, weight] of more) addBin(bins, bin, weight);
}
