import type { Format } from "./seed-requests.ts";

/**
 * One request as it goes over the wire, and the answers that are right for it. Statuses are written
 * `200`, `grpc 3` or `closed`. Overload (503, `grpc 14`, each with a time to retry) is right for any.
 */
export interface Shot {
  readonly mutator: string;
  readonly expected: readonly string[];
  readonly wire: HttpShot | GrpcShot | SocketShot | PacketShot;
}

/** Doors by what they speak, and under which name their collector gives their addresses. */
export const HTTP_DOORS = {
  http: "otlp_http",
  jaegerHttp: "jaeger_http",
  zipkin: "zipkin",
  sampling: "sampling_http",
} as const;
export const GRPC_DOORS = {
  grpc: "otlp_grpc",
  jaegerGrpc: "jaeger_grpc",
  samplingGrpc: "sampling_grpc",
} as const;
export const PACKET_DOORS = {
  compact: "jaeger_udp_compact",
  binary: "jaeger_udp_binary",
} as const;

export type HttpDoorName = keyof typeof HTTP_DOORS;
export type GrpcDoorName = keyof typeof GRPC_DOORS;
export type PacketDoorName = keyof typeof PACKET_DOORS;
export type DoorUrls = Readonly<Record<HttpDoorName | GrpcDoorName | PacketDoorName, string>>;

export interface HttpShot {
  readonly door: HttpDoorName;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The format in which the answer must be; undefined when the request does not say. */
  readonly format: Format | undefined;
}

export interface GrpcShot {
  readonly door: GrpcDoorName;
  readonly headers: Readonly<Record<string, string>>;
  /** Everything on the stream, frame headers included. */
  readonly bytes: Uint8Array;
}

/** Bytes straight to a port, without any protocol. */
export interface SocketShot {
  readonly door: GrpcDoorName | HttpDoorName;
  readonly raw: Uint8Array;
}

/** One UDP packet. Nobody answers. */
export interface PacketShot {
  readonly door: PacketDoorName;
  readonly packet: Uint8Array;
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
