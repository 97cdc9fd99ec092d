import { enumeration, message, text, type ProtoEnum } from "../message/message.ts";
import type { ProtoFile, ProtoService } from "../message/proto-file.ts";

/** `grpc.health.v1.Health`, with its stream. */

const PACKAGE = "grpc.health.v1";

export const SERVING_STATUS: ProtoEnum = {
  name: `${PACKAGE}.HealthCheckResponse.ServingStatus`,
  values: ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"],
};
const REQUEST = message(`${PACKAGE}.HealthCheckRequest`, { service: text(1) });
const RESPONSE = message(`${PACKAGE}.HealthCheckResponse`, {
  status: enumeration(1, SERVING_STATUS),
});

export const HEALTH = { check: { input: REQUEST, output: RESPONSE } } as const;

export const HEALTH_SERVICE: ProtoService = {
  name: `${PACKAGE}.Health`,
  methods: [
    { name: "Check", ...HEALTH.check },
    { name: "Watch", ...HEALTH.check, streams: "answers" },
  ],
};

export const HEALTH_FILE: ProtoFile = {
  name: "grpc/health/v1/health.proto",
  package: PACKAGE,
  imports: [],
  messages: [REQUEST, RESPONSE],
  enums: [SERVING_STATUS],
  services: [HEALTH_SERVICE],
};
