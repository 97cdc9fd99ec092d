import {
  SAMPLING_OPERATIONS_MAX,
  type OperationSampling,
  type ServiceSampling,
} from "@spanhouse/wire";
import { z } from "zod";
import { SAMPLING_SERVICES_MAX } from "../limits.ts";
import type { NamedStrategy, StaticStrategies } from "./static-strategies.ts";

/** Jaeger's strategies file, as its documentation and `sampling-strategies.json` have it. */
const strategyMembers = {
  type: z.string().nullish(),
  param: z.number().nullish(),
};
const operationSchema = z.object({ operation: z.string().nullish(), ...strategyMembers });
const strategyWithOperations = {
  ...strategyMembers,
  operation_strategies: z.array(operationSchema).max(SAMPLING_OPERATIONS_MAX).nullish(),
};
const fileSchema = z
  .object({
    default_strategy: z.object(strategyWithOperations).nullish(),
    service_strategies: z
      .array(z.object({ service: z.string().nullish(), ...strategyWithOperations }))
      .max(SAMPLING_SERVICES_MAX)
      .nullish(),
  })
  .nullable();

type FileStrategy = z.infer<typeof operationSchema>;
type FileService = z.infer<z.ZodObject<typeof strategyWithOperations>>;

export type ParsedStrategies =
  | {
      readonly status: "parsed";
      readonly strategies: StaticStrategies;
      /** What was ignored, for people. */
      readonly warnings: readonly string[];
    }
  | { readonly status: "invalid"; readonly reason: string };

/**
 * Reads a strategies file. Members that Jaeger does not know are ignored, a strategy of unknown type becomes
 * the default probability, an operation that is not probabilistic is left out; each with a warning. A file
 * that is not JSON, or has a probability outside of 0 to 1, is invalid as a whole.
 */
export function parseStrategies(text: string, defaultProbability: number): ParsedStrategies {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: "invalid", reason: `it is not JSON: ${error.message}` };
  }
  const file = fileSchema.safeParse(json);
  if (!file.success) return { status: "invalid", reason: firstIssue(file.error) };
  const reader = new StrategyReader(defaultProbability);
  const named = file.data?.default_strategy ?? undefined;
  const fallback = named === undefined ? undefined : reader.named(named, "default_strategy");
  const services = new Map<string, NamedStrategy>();
  for (const entry of file.data?.service_strategies ?? []) {
    const service = entry.service ?? "";
    services.set(service, reader.named(entry, `service ${JSON.stringify(service)}`));
  }
  const { wrong, warnings } = reader;
  if (wrong !== undefined) return { status: "invalid", reason: wrong };
  return { status: "parsed", strategies: { fallback, services, defaultProbability }, warnings };
}

class StrategyReader {
  readonly warnings: string[] = [];
  /** The first thing for which the file must be refused. */
  wrong: string | undefined;
  readonly #defaultProbability: number;

  constructor(defaultProbability: number) {
    this.#defaultProbability = defaultProbability;
  }

  named(entry: FileService, where: string): NamedStrategy {
    const sampling = this.#sampling(entry, where);
    const operations: OperationSampling[] = [];
    for (const each of entry.operation_strategies ?? []) {
      const operation = each.operation ?? "";
      const whereOperation = `${where}, operation ${JSON.stringify(operation)}`;
      const own = this.#sampling(each, whereOperation);
      if (own.type === "probabilistic") {
        operations.push({ operation, samplingRate: own.samplingRate });
      } else {
        this.warnings.push(`${whereOperation}: only probabilistic is possible, so it is left out`);
      }
    }
    return { sampling, operations };
  }

  #sampling({ type, param }: FileStrategy, where: string): ServiceSampling {
    const value = param ?? 0;
    if (type === "probabilistic") {
      if (value < 0 || value > 1) this.wrong ??= `${where}: the probability ${value} is not 0 to 1`;
      return { type, samplingRate: value };
    }
    if (type === "ratelimiting") {
      const isCount = value >= 0 && value < 2 ** 31;
      if (!isCount) this.wrong ??= `${where}: the rate ${value} is not 0 to 2147483647`;
      if (!Number.isInteger(value)) {
        this.warnings.push(`${where}: traces per second are a whole number, so ${value} is cut`);
      }
      return { type: "rateLimiting", maxTracesPerSecond: Math.floor(value) };
    }
    this.warnings.push(
      `${where}: the type ${JSON.stringify(type ?? "")} is neither probabilistic nor ratelimiting, so the default probability is used`,
    );
    return { type: "probabilistic", samplingRate: this.#defaultProbability };
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join(".") ?? "";
  return path === "" ? (issue?.message ?? "") : `${path}: ${issue?.message ?? ""}`;
}
