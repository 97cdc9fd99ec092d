import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { SendOutcome } from "./send-outcome.ts";

/** A way to a collector. */
export interface SpanSender {
  /** Where it sends to, for people. */
  readonly target: string;
  /** Resolves when everything is there that a thread needs which sends when the process ends. Never rejects. */
  ready(): Promise<void>;
  /** Spans as they will be sent, again and again if it must be. Throws when one of them cannot be encoded. */
  pack(spans: readonly ReadableSpan[]): Parcel;
  close(): void;
}

/** The spans of one request. */
export interface Parcel {
  readonly spanCount: number;
  /** Never rejects, and does not keep the process alive. */
  send(timeoutMs: number): Promise<SendOutcome>;
  /** What another thread needs to send it while this one stands still; it must survive a structured clone. */
  handOver(): ExitParcel;
}

export type ExitParcel = HttpExitParcel | GrpcExitParcel;

export interface HttpExitParcel {
  readonly kind: "http";
  readonly spanCount: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Certificates and keys where there are any. */
  readonly tls: Readonly<Record<string, unknown>>;
}

export interface GrpcExitParcel {
  readonly kind: "grpc";
  readonly spanCount: number;
  /** The variables that the exporter is made from. */
  readonly environment: Readonly<Record<string, string>>;
  readonly spans: readonly object[];
}
