import { encodeSamplingJson } from "@spanhouse/wire";
import { SAMPLING_SERVICE_CHARS_MAX } from "../limits.ts";
import type { SamplingMetrics } from "../sampling/sampling-metrics.ts";
import type { SamplingSource } from "../sampling/sampling-source.ts";
import type { Failure } from "./failure.ts";
import { failureHeaders, textFailure } from "./http-answer.ts";
import type { HttpAnswer, HttpRead } from "./http-protocol.ts";

export interface SamplingAnswerOptions {
  readonly source: SamplingSource;
  readonly metrics: SamplingMetrics;
}

/** Clients ask again by themselves; this is for those that look. */
const RETRY_AFTER_MS = 60_000;

/**
 * The answer to a question about sampling over HTTP, whatever door it came through.
 *
 *   /                        Thrift 0.9.2's JSON, for the oldest clients: the type of the strategy is a number
 *   /…/baggageRestrictions   none
 *   anything else            the JSON of today; clients are configured with all kinds of paths
 */
export async function answerSampling(
  { path, query }: { readonly path: string; readonly query: URLSearchParams },
  { source, metrics }: SamplingAnswerOptions,
): Promise<HttpAnswer> {
  if (path.endsWith("/baggageRestrictions")) return jsonAnswer("[]");
  const services = query.getAll("service");
  const [service] = services;
  if (service === undefined || services.length > 1) {
    metrics.requested("http", "invalid");
    const message = "'service' parameter must be provided once";
    return failureText({ code: "SAMPLING_REQUEST_INVALID", message });
  }
  if (service.length > SAMPLING_SERVICE_CHARS_MAX) {
    metrics.requested("http", "invalid");
    return failureText(tooLongName());
  }
  const strategy = await source.strategyFor(service);
  if (strategy === undefined) {
    metrics.requested("http", "unavailable");
    return failureText(noStrategy());
  }
  metrics.requested("http", "answered");
  return jsonAnswer(encodeSamplingJson(strategy, path === "/" ? "numbered" : "named"));
}

/** The same on the door for Jaeger's spans over HTTP, where old clients look for it. */
export function samplingReads(options: SamplingAnswerOptions): ReadonlyMap<string, HttpRead> {
  const paths = ["/api/sampling", "/api/baggageRestrictions"];
  return new Map(paths.map((path) => [path, (query) => answerSampling({ path, query }, options)]));
}

export function tooLongName(): Failure {
  const message = `the name of a service may have at most ${SAMPLING_SERVICE_CHARS_MAX} characters`;
  return { code: "SAMPLING_REQUEST_INVALID", message };
}

export function noStrategy(): Failure {
  return {
    code: "SAMPLING_UNAVAILABLE",
    message: "there is no strategy for this service at the moment",
    retryAfterMs: RETRY_AFTER_MS,
  };
}

function jsonAnswer(json: string): HttpAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: Buffer.from(json),
  };
}

function failureText(failure: Failure): HttpAnswer {
  const answer = textFailure(failure);
  return { ...answer, headers: { ...answer.headers, ...failureHeaders(failure, "GET, HEAD") } };
}
