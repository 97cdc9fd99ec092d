import { dirname } from "node:path";
import { protocolOf } from "./export/otlp-protocol.ts";
import type { Environment } from "./host-process.ts";
import { WAIT_MS_MAX } from "./limits.ts";
import { nearestPackage } from "./nearest-package.ts";
import { OPTIONS, type Options } from "./options.ts";

/**
 * Every variable that OpenTelemetry is to see: what the user set, else what the options say, else our defaults. The rest of the
 * environment is not in it.
 */
export function effectiveEnvironment(
  options: Options,
  environment: Environment,
  mainFile: string | undefined,
): Record<string, string> {
  const said = Object.fromEntries(
    OPTIONS.map(({ name, variable }) => [variable, toVariable(options[name])] as const).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const missing = Object.entries(defaults({ ...environment, ...said }, mainFile)).filter(
    ([name, value]) => value !== undefined && isUnset(environment[name]),
  );
  return { ...Object.fromEntries(missing), ...said } as Record<string, string>;
}

function isUnset(value: string | undefined): boolean {
  return value === undefined || value.trim() === "";
}

/** Spanhouse takes traces only, so metrics and logs go nowhere until somebody says where. */
function defaults(
  environment: Environment,
  mainFile: string | undefined,
): Record<string, string | undefined> {
  return {
    ...Object.fromEntries(OPTIONS.map(({ variable, fallback }) => [variable, fallback])),
    OTEL_EXPORTER_OTLP_ENDPOINT: agentEndpoint(environment),
    OTEL_SERVICE_NAME: serviceName(environment, mainFile),
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
    // OpenTelemetry has forgotten the older name.
    OTEL_CONFIG_FILE: environment["OTEL_EXPERIMENTAL_CONFIG_FILE"] || undefined,
    // The last one wins, and that is what the user said.
    OTEL_NODE_RESOURCE_DETECTORS: "host,process,container,serviceinstance,env",
  };
}

/** The agent of this machine: `HOST_IP` is how Kubernetes' downward API says which that is. */
function agentEndpoint(environment: Environment): string {
  const host = environment["HOST_IP"];
  const port = protocolOf(environment) === "grpc" ? 4317 : 4318;
  if (isUnset(host)) return `http://localhost:${port}`;
  return host!.includes(":") ? `http://[${host!}]:${port}` : `http://${host!}:${port}`;
}

/** `service.name` among the resource's attributes is a name too, and must not be hidden. */
function serviceName(environment: Environment, mainFile: string | undefined): string | undefined {
  if (/(^|,)\s*service\.name\s*=/.test(environment["OTEL_RESOURCE_ATTRIBUTES"] ?? ""))
    return undefined;
  return mainFile === undefined ? undefined : nearestPackage(dirname(mainFile))?.name;
}

function toVariable(value: Options[keyof Options]): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "object") {
    if (Array.isArray(value)) return value.join(",");
    return Object.entries(value)
      .map(([key, text]) => `${key}=${encodeURIComponent(String(text))}`)
      .join(",");
  }
  return String(value);
}

/** A whole number that is not below `least`, else what is meant without one. */
export function numberOf(text: string | undefined, fallback: number, least = 0): number {
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= least ? number : fallback;
}

/** Milliseconds that a timer can wait, else what is meant without them. */
export function waitMsOf(text: string | undefined, fallbackMs: number): number {
  return Math.min(numberOf(text, fallbackMs), WAIT_MS_MAX);
}

/** Names between commas. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

export function isOff(environment: Environment): boolean {
  return environment["OTEL_SDK_DISABLED"]?.trim().toLowerCase() === "true";
}

/** A file says everything, in OpenTelemetry's declarative configuration; then variables and options say nothing. */
export function isDeclared(environment: Environment): boolean {
  return !isUnset(environment["OTEL_CONFIG_FILE"]);
}
