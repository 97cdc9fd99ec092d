import { decodeOtlpProtobuf, encodeExportResponse } from "@spanhouse/wire";
import { GrpcDoor, type GrpcDoorOptions, type GrpcProtocol } from "./grpc/grpc-door.ts";
import { partialOf } from "./partial-success.ts";
import type { Receiver } from "./receiver.ts";

/** OTLP over gRPC: `TraceService/Export`. */
const OTLP_GRPC: GrpcProtocol = {
  name: "otlp_grpc",
  portSetting: "collector.otlpGrpc.port",
  service: "opentelemetry.proto.collector.trace.v1.TraceService",
  method: "Export",
  decode: decodeOtlpProtobuf,
  storedAnswer: (stored) => encodeExportResponse("protobuf", partialOf(stored)),
};

/** The door for OTLP over gRPC. */
export function otlpGrpcReceiver(options: GrpcDoorOptions): Receiver {
  return new GrpcDoor(OTLP_GRPC, options);
}
