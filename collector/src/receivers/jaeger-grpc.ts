import { decodeJaegerProtoBatch, encodePostSpansResponse } from "@spanhouse/wire";
import { GrpcDoor, type GrpcDoorOptions, type GrpcProtocol } from "./grpc/grpc-door.ts";
import type { Receiver } from "./receiver.ts";

/** Jaeger's collector service over gRPC: `CollectorService/PostSpans`. */
const JAEGER_GRPC: GrpcProtocol = {
  name: "jaeger_grpc",
  portSetting: "collector.jaegerGrpc.port",
  service: "jaeger.api_v2.CollectorService",
  method: "PostSpans",
  decode: decodeJaegerProtoBatch,
  storedAnswer: encodePostSpansResponse,
};

/** The door for Jaeger's spans over gRPC. */
export function jaegerGrpcReceiver(options: GrpcDoorOptions): Receiver {
  return new GrpcDoor(JAEGER_GRPC, options);
}
