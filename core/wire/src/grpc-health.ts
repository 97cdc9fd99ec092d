/** The two messages of `grpc.health.v1.Health/Check`, which have one field each. */

/** The service a `HealthCheckRequest` asks for, "" for the server as a whole; undefined when malformed. */
export function decodeHealthService(body: Uint8Array): string | undefined {
  if (body.length === 0) return "";
  // One text field, number 1: tag 0x0a, a length of at most two bytes, the text.
  if (body[0] !== 0x0a) return undefined;
  const low = body[1] ?? 0;
  const isLong = low >= 0x80;
  const length = isLong ? (low & 0x7f) | ((body[2] ?? 0) << 7) : low;
  const start = isLong ? 3 : 2;
  if (start + length !== body.length) return undefined;
  return new TextDecoder().decode(body.subarray(start));
}

/** A `HealthCheckResponse`: the enum field 1, SERVING = 1, NOT_SERVING = 2. */
export function encodeHealthStatus(status: "serving" | "notServing"): Uint8Array {
  return Uint8Array.of(0x08, status === "serving" ? 1 : 2);
}
