import { grpcCall } from "../grpc-call.ts";
import { type GetLimits, httpGet } from "../http-get.ts";
import { encodeSamplingParameters, samplingJsonOf } from "./sampling-messages.ts";

const METHOD = "/jaeger.api_v2.SamplingManager/GetSamplingStrategy";

/**
 * Asks a collector what to sample, over HTTP or gRPC.
 *
 * @param url as `samplingUrl` makes it
 * @returns Jaeger's JSON, unread. Rejects when there is no answer
 */
export async function askForStrategy(
  url: string,
  service: string,
  limits: GetLimits,
): Promise<string> {
  if (url.startsWith("grpc")) {
    const origin = url.replace(/^grpc/, "http");
    return samplingJsonOf(
      await grpcCall(origin, METHOD, encodeSamplingParameters(service), limits),
    );
  }
  const question = new URL(url);
  question.searchParams.set("service", service);
  const { status, text } = await httpGet(question.href, limits);
  if (status !== 200) throw new Error(`HTTP ${status}`);
  return text;
}
