import type { Format } from "./seed-requests.ts";

/**
 * One request as it goes over the wire, and the answers that are right for it. Statuses are written
 * `200`, `grpc 3` or `closed`. Overload (503, `grpc 14`, each with a time to retry) is right for any.
 */
export interface Shot {
  readonly mutator: string;
  readonly expected: readonly string[];
  readonly wire: HttpShot | GrpcShot | SocketShot;
}

export interface HttpShot {
  readonly door: "http";
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The format in which the answer must be; undefined when the request does not say. */
  readonly format: Format | undefined;
}

export interface GrpcShot {
  readonly door: "grpc";
  readonly headers: Readonly<Record<string, string>>;
  /** Everything on the stream, frame headers included. */
  readonly bytes: Uint8Array;
}

/** Bytes straight to a port, without any protocol. */
export interface SocketShot {
  readonly door: "grpc" | "http";
  readonly raw: Uint8Array;
}

export function httpShot(format: Format, body: Uint8Array, more: Partial<HttpShot> = {}): HttpShot {
  return {
    door: "http",
    method: "POST",
    path: "/v1/traces",
    body,
    format,
    ...more,
    headers: {
      "content-type": format === "json" ? "application/json" : "application/x-protobuf",
      ...more.headers,
    },
  };
}
