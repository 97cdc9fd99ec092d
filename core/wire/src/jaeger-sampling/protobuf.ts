import { MalformedProtobuf, ProtobufReader } from "../otlp/protobuf-reader.ts";
import { ProtoWriter } from "../otlp/proto-writer.ts";
import type { OperationSampling, PerOperationSampling, SamplingStrategy } from "./strategy.ts";

/** The messages of `jaeger.api_v2.SamplingManager/GetSamplingStrategy`, from sampling.proto of jaeger-idl. */

const RATE_LIMITING = 1;

const TAG_SERVICE_NAME = 0x0a;

/** `SamplingStrategyParameters`: the name of the service; undefined when the bytes are not such a message. */
export function decodeSamplingParameters(body: Uint8Array): string | undefined {
  const reader = new ProtobufReader(body);
  let service = "";
  try {
    while (reader.at < body.length) {
      const tag = reader.tag(body.length);
      if (tag === TAG_SERVICE_NAME) {
        const end = reader.lengthEnd(body.length);
        service = new TextDecoder().decode(body.subarray(reader.at, end));
        reader.at = end;
      } else {
        reader.skip(tag, body.length);
      }
    }
  } catch (error) {
    if (error instanceof MalformedProtobuf) return undefined;
    throw error;
  }
  return service;
}

/** `SamplingStrategyResponse`. */
export function encodeSamplingResponse(strategy: SamplingStrategy): Uint8Array {
  const writer = new ProtoWriter();
  if (strategy.type === "rateLimiting") {
    writer.varint(1, RATE_LIMITING);
    writer.bytes(3, new ProtoWriter().varint(1, strategy.maxTracesPerSecond).finish());
  } else {
    writer.bytes(2, probabilisticSampling(strategy.samplingRate));
  }
  if (strategy.perOperation !== undefined) {
    writer.bytes(4, perOperationSampling(strategy.perOperation));
  }
  return writer.finish();
}

function perOperationSampling(sampling: PerOperationSampling): Uint8Array {
  const writer = new ProtoWriter()
    .double(1, sampling.defaultSamplingProbability)
    .double(2, sampling.defaultLowerBoundTracesPerSecond);
  for (const operation of sampling.operations) writer.bytes(3, operationSampling(operation));
  return writer.double(4, sampling.defaultUpperBoundTracesPerSecond).finish();
}

function operationSampling({ operation, samplingRate }: OperationSampling): Uint8Array {
  return new ProtoWriter()
    .text(1, operation)
    .bytes(2, probabilisticSampling(samplingRate))
    .finish();
}

function probabilisticSampling(samplingRate: number): Uint8Array {
  return new ProtoWriter().double(1, samplingRate).finish();
}
