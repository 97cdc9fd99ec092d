import {
  jaegerGrpcReceiver,
  jaegerHttpReceiver,
  jaegerUdpReceiver,
  otlpGrpcReceiver,
  otlpHttpReceiver,
  zipkinReceiver,
  type Receiver,
} from "@spanhouse/collector";
import pino from "pino";
import { Registry } from "prom-client";
import { MemoryIngest } from "./memory-ingest.ts";

/** One running door with everything a test wants to look at. */
export interface Door {
  readonly receiver: Receiver;
  readonly url: string;
  readonly port: number;
  readonly ingest: MemoryIngest;
  readonly metrics: Registry;
}

export interface DoorSettings {
  readonly port?: number;
  readonly requestBytesMax?: number;
  readonly tls?: {
    readonly certFile: string;
    readonly keyFile: string;
    readonly clientCaFile: string;
  };
  readonly tlsCheckIntervalMs?: number;
  readonly allowedOrigins?: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly readiness?: () => string | undefined;
}

const NO_TLS = { certFile: "", keyFile: "", clientCaFile: "" };

export type DoorKind =
  "grpc" | "http" | "zipkin" | "jaegerHttp" | "jaegerGrpc" | "jaegerCompact" | "jaegerBinary";

/** Starts a door on a free port, with an Ingest in memory behind it. */
export async function startDoor(kind: DoorKind, settings: DoorSettings = {}): Promise<Door> {
  const ingest = new MemoryIngest();
  const metrics = new Registry();
  const receiver = receiverOf(kind, {
    ingest,
    metrics,
    host: "127.0.0.1",
    port: settings.port ?? 0,
    tls: settings.tls ?? NO_TLS,
    ...(settings.tlsCheckIntervalMs !== undefined && {
      tlsCheckIntervalMs: settings.tlsCheckIntervalMs,
    }),
    requestBytesMax: settings.requestBytesMax ?? 64 * 2 ** 20,
    logger: pino({ level: "silent" }),
    readiness: settings.readiness ?? (() => undefined),
    cors: {
      allowedOrigins: [...(settings.allowedOrigins ?? [])],
      allowedHeaders: [...(settings.allowedHeaders ?? [])],
      maxAgeSeconds: 600,
    },
  });
  const { url } = await receiver.start();
  return { receiver, url, port: Number(new URL(url).port), ingest, metrics };
}

function receiverOf(kind: DoorKind, options: Parameters<typeof zipkinReceiver>[0]): Receiver {
  switch (kind) {
    case "grpc":
      return otlpGrpcReceiver({ ...options, readiness: options.readiness });
    case "http":
      return otlpHttpReceiver(options);
    case "zipkin":
      return zipkinReceiver(options);
    case "jaegerHttp":
      return jaegerHttpReceiver(options);
    case "jaegerGrpc":
      return jaegerGrpcReceiver(options);
    case "jaegerCompact":
      return jaegerUdpReceiver("compact", options);
    case "jaegerBinary":
      return jaegerUdpReceiver("binary", options);
  }
}
