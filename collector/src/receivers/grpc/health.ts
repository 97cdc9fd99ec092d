import {
  decodeHealthService,
  encodeHealthStatus,
  inflateContent,
  RPC_CODES,
} from "@spanhouse/wire";
import { failCall } from "./call-failure.ts";
import type { UnaryAnswer, UnaryMethod, UnaryRequest } from "./unary-call.ts";

/** The name of a service is all that a health request holds. */
const HEALTH_MESSAGE_BYTES_MAX = 4096;

/** `grpc.health.v1.Health/Check`, for load balancers and probes: the server ("") and each service by name. */
export function healthMethod({
  services,
  isReady,
}: {
  readonly services: readonly string[];
  readonly isReady: () => boolean;
}): UnaryMethod {
  const known = new Set(["", ...services]);
  return {
    messageBytesMax: HEALTH_MESSAGE_BYTES_MAX,
    admit: () => ({ admitted: true, release: () => undefined, grow: () => true }),
    handle: (request) => check(request, known, isReady),
    failed: () => undefined,
    abandoned: () => undefined,
  };
}

async function check(
  { body, coding }: UnaryRequest,
  known: ReadonlySet<string>,
  isReady: () => boolean,
): Promise<UnaryAnswer> {
  const inflated = await inflateContent({
    coding,
    body,
    bytesMax: HEALTH_MESSAGE_BYTES_MAX,
    reserve: () => true,
  });
  const service = inflated.status === "inflated" ? decodeHealthService(inflated.body) : undefined;
  if (service === undefined) {
    const message = "this is not a HealthCheckRequest";
    return { status: "failed", failure: failCall({ code: "INGEST_MALFORMED", message }) };
  }
  if (!known.has(service)) {
    const message = "there is no such service";
    return {
      status: "failed",
      failure: failCall({ code: "INGEST_NOT_FOUND", message }, RPC_CODES.NOT_FOUND),
    };
  }
  return { status: "ok", message: encodeHealthStatus(isReady() ? "serving" : "notServing") };
}
