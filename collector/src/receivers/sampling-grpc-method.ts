import { decodeSamplingParameters, encodeSamplingResponse, inflateContent } from "@spanhouse/wire";
import { SAMPLING_MESSAGE_BYTES_MAX, SAMPLING_SERVICE_CHARS_MAX } from "../limits.ts";
import { failCall } from "./grpc/call-failure.ts";
import type { UnaryMethods } from "./grpc/unary-server.ts";
import type { UnaryAnswer, UnaryMethod, UnaryRequest } from "./grpc/unary-call.ts";
import { noStrategy, tooLongName, type SamplingAnswerOptions } from "./sampling-answer.ts";

export const SAMPLING_GRPC_SERVICE = "jaeger.api_v2.SamplingManager";

/** `SamplingManager/GetSamplingStrategy`, for any door that speaks gRPC. */
export function samplingGrpcMethods(options: SamplingAnswerOptions): UnaryMethods {
  const { metrics } = options;
  const method: UnaryMethod = {
    messageBytesMax: SAMPLING_MESSAGE_BYTES_MAX,
    // Tens of bytes: nothing that admission has to know of.
    admit: () => ({ admitted: true, release: () => undefined, grow: () => true }),
    handle: (request) => answer(request, options),
    failed: ({ code }) => {
      metrics.requested("grpc", code === "SAMPLING_UNAVAILABLE" ? "unavailable" : "invalid");
    },
    abandoned: () => undefined,
  };
  return new Map([[`/${SAMPLING_GRPC_SERVICE}/GetSamplingStrategy`, method]]);
}

async function answer(
  { body, coding }: UnaryRequest,
  { source, metrics }: SamplingAnswerOptions,
): Promise<UnaryAnswer> {
  const bytesMax = SAMPLING_MESSAGE_BYTES_MAX;
  const inflated = await inflateContent({ coding, body, bytesMax, reserve: () => true });
  const service =
    inflated.status === "inflated" ? decodeSamplingParameters(inflated.body) : undefined;
  if (service === undefined) {
    const message = "this is not a SamplingStrategyParameters";
    return { status: "failed", failure: failCall({ code: "SAMPLING_REQUEST_INVALID", message }) };
  }
  if (service.length > SAMPLING_SERVICE_CHARS_MAX) {
    return { status: "failed", failure: failCall(tooLongName()) };
  }
  const strategy = await source.strategyFor(service);
  if (strategy === undefined) return { status: "failed", failure: failCall(noStrategy()) };
  metrics.requested("grpc", "answered");
  return { status: "ok", message: encodeSamplingResponse(strategy) };
}
