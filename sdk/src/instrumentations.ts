import type { Instrumentation } from "@opentelemetry/instrumentation";
import { getNodeAutoInstrumentations } from "@opentelemetry/auto-instrumentations-node";
import { instrumentFastifyWhenUsed } from "./fastify-when-used.ts";
import type { Environment } from "./host-process.ts";
import { listOf } from "./settings.ts";

const PREFIX = "@opentelemetry/instrumentation-";
/** Not one of the automatic ones, and the only one for fastify that is still maintained. */
const FASTIFY = "fastify";

/**
 * Spans that say what the spans around them say already, or one for each file and name that is looked up: off until asked for, by
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` or in code.
 */
export const NOISY: readonly string[] = [
  "connect",
  "dns",
  "fs",
  "generic-pool",
  "host-metrics",
  "lru-memoizer",
  "net",
  "router",
  "runtime-node",
];

/** Configurations by short name, such as `http`; true and false switch one on and off. */
export type InstrumentationOptions = Readonly<Record<string, boolean | object>>;

const DEFAULTS: Readonly<Record<string, object>> = {
  // One span per request, not one more for each hook and handler; the route goes to the span of the request.
  [FASTIFY]: { registerOnInitialization: true, instrumentHooks: false, instrumentHandler: false },
  // Taking a connection out of the pool is no call; when one has to wait for it, that is a gap before the query.
  pg: { ignoreConnectSpans: true },
  // A middleware says little by itself, and there are many of them in each request.
  express: { ignoreLayersType: ["middleware", "router"] },
  // Log records stay where they are and get the ids; they are not sent.
  pino: { disableLogSending: true },
  winston: { disableLogSending: true },
  bunyan: { disableLogSending: true },
};

export function makeInstrumentations(
  options: InstrumentationOptions,
  environment: Environment,
): readonly Instrumentation[] {
  const enabled = environment["OTEL_NODE_ENABLED_INSTRUMENTATIONS"] ?? "";
  const quiet = enabled === "" ? Object.fromEntries(NOISY.map((name) => [name, false])) : {};
  const wanted = { ...quiet, ...options };
  const names = new Set([...Object.keys(DEFAULTS), ...Object.keys(wanted)]);
  names.delete(FASTIFY);
  const configurations = Object.fromEntries(
    [...names].map((name) => [`${PREFIX}${name}`, configurationOf(name, wanted[name])]),
  );
  if (isFastifyOn(wanted[FASTIFY], environment)) {
    instrumentFastifyWhenUsed(configurationOf(FASTIFY, wanted[FASTIFY]));
  }
  return getNodeAutoInstrumentations(configurations);
}

function configurationOf(name: string, wanted: boolean | object | undefined): object {
  const fallback = DEFAULTS[name] ?? {};
  if (typeof wanted === "object") return { ...fallback, ...wanted };
  return wanted === undefined ? fallback : { ...fallback, enabled: wanted };
}

function isFastifyOn(wanted: boolean | object | undefined, environment: Environment): boolean {
  if (wanted !== undefined) return wanted !== false;
  if (listOf(environment["OTEL_NODE_DISABLED_INSTRUMENTATIONS"]).includes(FASTIFY)) return false;
  const enabled = listOf(environment["OTEL_NODE_ENABLED_INSTRUMENTATIONS"]);
  return enabled.length === 0 || enabled.includes(FASTIFY);
}
