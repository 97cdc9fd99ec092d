import { JAEGER_V2_FILE, JAEGER_V3_FILE, type ProtoFile } from "@spanhouse/wire";
import type { JaegerApiOptions } from "../routes/api-options.ts";
import type { GrpcService } from "./grpc-server.ts";
import { jaegerV2Service } from "./jaeger-v2-service.ts";
import { jaegerV3Service } from "./jaeger-v3-service.ts";

/** Jaeger's query services, and the files that define them. */
export function jaegerGrpcServices(options: JaegerApiOptions): {
  readonly services: readonly GrpcService[];
  readonly files: readonly ProtoFile[];
} {
  return {
    services: [jaegerV2Service(options), jaegerV3Service(options)],
    files: [JAEGER_V2_FILE, JAEGER_V3_FILE],
  };
}
