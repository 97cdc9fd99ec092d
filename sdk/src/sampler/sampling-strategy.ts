/** What a collector wants of a service, as Jaeger's `/sampling` says it. */
export type SamplingStrategy =
  | { readonly kind: "probability"; readonly probability: number }
  | { readonly kind: "rate"; readonly tracesPerSecond: number }
  | {
      readonly kind: "operations";
      readonly defaultProbability: number;
      /** Of each operation at least so many traces, whatever its probability. */
      readonly lowerBoundPerSecond: number;
      readonly probabilities: ReadonlyMap<string, number>;
    };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the answer of a collector: types by name or, from old agents, by number. Undefined for anything that is not one.
 */
export function parseStrategy(text: string): SamplingStrategy | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(answer)) return undefined;
  const { operationSampling, probabilisticSampling, rateLimitingSampling, strategyType } = answer;
  if (isFields(operationSampling)) return parseOperations(operationSampling);
  const isRate = [1, "RATE_LIMITING", "RATELIMITING"].includes(strategyType as string);
  if (isRate && isFields(rateLimitingSampling)) {
    const tracesPerSecond = rateLimitingSampling["maxTracesPerSecond"];
    return isCount(tracesPerSecond) ? { kind: "rate", tracesPerSecond } : undefined;
  }
  if (!isRate && isFields(probabilisticSampling)) {
    const probability = probabilisticSampling["samplingRate"];
    return isProbability(probability) ? { kind: "probability", probability } : undefined;
  }
  return undefined;
}

function parseOperations(fields: Fields): SamplingStrategy | undefined {
  const {
    defaultSamplingProbability = 0,
    defaultLowerBoundTracesPerSecond = 0,
    perOperationStrategies = [],
  } = fields;
  if (!isProbability(defaultSamplingProbability) || !isCount(defaultLowerBoundTracesPerSecond)) {
    return undefined;
  }
  const rows = Array.isArray(perOperationStrategies) ? (perOperationStrategies as unknown[]) : [];
  return {
    kind: "operations",
    defaultProbability: defaultSamplingProbability,
    lowerBoundPerSecond: defaultLowerBoundTracesPerSecond,
    probabilities: new Map(rows.flatMap(parseOperation)),
  };
}

/** One that makes no sense is left out, and the default holds for it. */
function parseOperation(row: unknown): readonly (readonly [string, number])[] {
  if (!isFields(row) || !isFields(row["probabilisticSampling"])) return [];
  const { operation } = row;
  const probability = row["probabilisticSampling"]["samplingRate"];
  return typeof operation === "string" && isProbability(probability)
    ? [[operation, probability]]
    : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && Number.isFinite(value);
}

function isProbability(value: unknown): value is number {
  return isCount(value) && value <= 1;
}
