import { adjustedCount, parseSamplingThreshold, thresholdProbability } from "@spanhouse/model";
import type { RootSpanCount } from "@spanhouse/storage";
import type { OperationSampling } from "@spanhouse/wire";
import {
  SAMPLING_OPERATIONS_COMPUTED_MAX,
  SAMPLING_SERVICES_MAX,
  SAMPLING_SPANS_ENOUGH,
} from "../limits.ts";

export interface AdaptiveSettings {
  readonly targetTracesPerSecond: number;
  readonly minProbability: number;
  readonly initialProbability: number;
  readonly tolerance: number;
}

/** Whole minutes since 1970; `from` inclusive, `to` exclusive. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

const SECONDS_PER_MINUTE = 60;

/** Digits that a probability is rounded to, so that what does not change looks the same. */
const PROBABILITY_DIGITS = 4;

/**
 * The probability of each operation, by service: a function of nothing but the root spans that are stored, so that
 * every collector computes the same, also after a restart.
 *
 *   true rate    =  what the stored root spans stand for (the sum of their 1 / p) per second
 *   probability  =  target rate / true rate, between the minimum and 1
 *
 * The true rate does not depend on the probabilities in use, so nothing can swing however late clients follow. What
 * is in use stays while it gives the target within the tolerance. Operations whose spans do not say how they were
 * sampled are left out: from their number alone no true rate follows.
 */
export function adaptiveOperations(
  counts: readonly RootSpanCount[],
  minutes: MinuteRange,
  settings: AdaptiveSettings,
): ReadonlyMap<string, readonly OperationSampling[]> {
  const services = new Map<string, Map<string, Tally>>();
  for (const count of counts) {
    const sampling = samplingOf(count);
    const isInRange = count.minute >= minutes.from && count.minute < minutes.to;
    if (sampling === undefined || !isInRange) continue;
    const operations = entryOf(services, count.service, () => new Map<string, Tally>());
    entryOf(operations, count.operation, () => new Tally(minutes)).add(count, sampling);
  }
  const answer = new Map<string, readonly OperationSampling[]>();
  for (const service of [...services.keys()].sort().slice(0, SAMPLING_SERVICES_MAX)) {
    answer.set(service, operationsOf(services.get(service)!, settings));
  }
  return answer;
}

/** Of more than can be answered, the ones with the smallest probabilities: there it matters most. */
function operationsOf(
  tallies: ReadonlyMap<string, Tally>,
  settings: AdaptiveSettings,
): readonly OperationSampling[] {
  const operations = [...tallies].map(([operation, tally]) => ({
    operation,
    samplingRate: probabilityOf(tally, settings),
  }));
  operations.sort(byName);
  if (operations.length <= SAMPLING_OPERATIONS_COMPUTED_MAX) return operations;
  operations.sort((one, other) => one.samplingRate - other.samplingRate);
  return operations.slice(0, SAMPLING_OPERATIONS_COMPUTED_MAX).sort(byName);
}

function probabilityOf(tally: Tally, settings: AdaptiveSettings): number {
  const { targetTracesPerSecond: target, minProbability, initialProbability } = settings;
  const inUse = tally.probabilityInUse() ?? initialProbability;
  const rate = tally.tracesPerSecond(Math.max(inUse, minProbability));
  const isGood = Math.abs(rate * inUse - target) <= settings.tolerance * target;
  const wanted = isGood ? inUse : target / rate;
  return rounded(Math.min(1, Math.max(minProbability, wanted)));
}

/** How one kind of root spans was sampled. */
interface Sampling {
  /** Undefined when it is not said, as by a limit of traces per second. */
  readonly probability: number | undefined;
  /** What a span stands for; 0 for those that were kept beyond the probability, which the others stand for. */
  readonly weight: number;
}

/**
 * The threshold is that of all consistent stages, of clients of OpenTelemetry and of processors; what Jaeger's
 * samplers say is not in it. A span that has both passed both.
 */
function samplingOf({ threshold, samplerType, samplerParam }: RootSpanCount): Sampling | undefined {
  const parsed = threshold === "" ? undefined : parseSamplingThreshold(threshold);
  const passed = parsed === undefined ? 1 : adjustedCount(parsed);
  const param = samplerParam > 0 && samplerParam <= 1 ? samplerParam : undefined;
  switch (samplerType) {
    case "probabilistic":
      return param === undefined ? undefined : { probability: param, weight: passed / param };
    case "const":
      return { probability: 1, weight: passed };
    case "lowerbound":
      return { probability: param, weight: 0 };
    case "ratelimiting":
      // Its parameter is a rate. OpenTelemetry's sampler for Go says this of its lower bound.
      return { probability: undefined, weight: 0 };
    default:
      if (parsed === undefined) return undefined;
      return { probability: thresholdProbability(parsed), weight: passed };
  }
}

/** What is known of one operation, by minute. */
class Tally {
  readonly #minutes: MinuteRange;
  readonly #byMinute = new Map<number, { spans: number; weight: number }>();
  readonly #inUse: { minute: number; spans: number; probability: number }[] = [];

  constructor(minutes: MinuteRange) {
    this.#minutes = minutes;
  }

  add({ minute, spanCount }: RootSpanCount, { probability, weight }: Sampling): void {
    if (weight > 0) {
      const sum = entryOf(this.#byMinute, minute, () => ({ spans: 0, weight: 0 }));
      sum.spans += spanCount;
      sum.weight += spanCount * weight;
    }
    if (probability !== undefined) this.#inUse.push({ minute, spans: spanCount, probability });
  }

  /** That of most spans in the latest minute that has one. */
  probabilityInUse(): number | undefined {
    const [latest] = this.#inUse.sort(
      (one, other) =>
        other.minute - one.minute || other.spans - one.spans || one.probability - other.probability,
    );
    return latest?.probability;
  }

  /**
   * From as many of the latest minutes as have enough spans for a good guess, all of them when none has. One span of
   * the probability in use is added, so that an operation of which none came by chance gets more and not all.
   */
  tracesPerSecond(probabilityInUse: number): number {
    let spans = 0;
    let weight = 1 / probabilityInUse;
    let minutes = 0;
    for (let minute = this.#minutes.to - 1; minute >= this.#minutes.from; minute--) {
      const sum = this.#byMinute.get(minute);
      spans += sum?.spans ?? 0;
      weight += sum?.weight ?? 0;
      minutes++;
      if (spans >= SAMPLING_SPANS_ENOUGH) break;
    }
    return weight / (minutes * SECONDS_PER_MINUTE);
  }
}

function rounded(probability: number): number {
  return Number(probability.toPrecision(PROBABILITY_DIGITS));
}

function byName(one: OperationSampling, other: OperationSampling): number {
  return one.operation < other.operation ? -1 : 1;
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
