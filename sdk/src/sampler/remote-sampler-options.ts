import type { Environment } from "../host-process.ts";
import { INITIAL_PROBABILITY, SAMPLING_INTERVAL_MS, WAIT_MS_MAX } from "../limits.ts";

export interface RemoteSamplerOptions {
  /** The address that is asked, without the service: `http:` with a path, or `grpc:` without. Each may have an `s`. */
  readonly url: string;
  readonly serviceName: string;
  readonly pollingIntervalMs: number;
  /** Until the first answer. */
  readonly initialProbability: number;
}

/** Names of `OTEL_TRACES_SAMPLER`. Both follow the parent where there is one, as Jaeger does. */
export const REMOTE_SAMPLERS: readonly string[] = ["jaeger_remote", "parentbased_jaeger_remote"];

const SAMPLING_PORT = 5778;
/** Where Jaeger's collectors and ours answer over gRPC; `http:` is written there as well. */
const GRPC_PORTS: readonly string[] = ["14250", "5779"];

/**
 * Reads `OTEL_TRACES_SAMPLER_ARG` as OpenTelemetry has it:
 * `endpoint=http://collector:5778,pollingIntervalMs=5000,initialSamplingRate=0.25`. What is missing or makes no sense is
 * the default.
 */
export function remoteSamplerOptions(
  environment: Environment,
  serviceName: string,
): RemoteSamplerOptions {
  const given = new Map(
    (environment["OTEL_TRACES_SAMPLER_ARG"] ?? "").split(",").map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
    }),
  );
  const interval = Number(given.get("pollingIntervalMs"));
  const rate = Number.parseFloat(given.get("initialSamplingRate") ?? "");
  return {
    url: samplingUrl(given.get("endpoint"), environment),
    serviceName,
    pollingIntervalMs: interval > 0 ? Math.min(interval, WAIT_MS_MAX) : SAMPLING_INTERVAL_MS,
    initialProbability: rate >= 0 && rate <= 1 ? rate : INITIAL_PROBABILITY,
  };
}

/** An address without a path means Jaeger's, or gRPC when it says so or its port does; none, or one that is no address, the agent of this machine. */
export function samplingUrl(endpoint: string | undefined, environment: Environment): string {
  if (endpoint === undefined || endpoint === "") return defaultUrl(environment);
  const text = endpoint.includes("://") ? endpoint : `http://${endpoint}`;
  if (!URL.canParse(text)) return defaultUrl(environment);
  const url = new URL(text);
  if (/^grpcs?:$/.test(url.protocol)) return `${url.protocol}//${url.host}`;
  if (url.pathname !== "/") return url.href;
  if (GRPC_PORTS.includes(url.port)) return `${url.protocol.replace("http", "grpc")}//${url.host}`;
  url.pathname = "/sampling";
  return url.href;
}

function defaultUrl(environment: Environment): string {
  const host = environment["HOST_IP"] ?? "";
  const name = host === "" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${SAMPLING_PORT}/sampling`;
}
