import type { SendOutcome } from "./send-outcome.ts";

/** One OTLP export request, `ExportTraceServiceRequest` in protobuf. */
export interface ExportMessage {
  /** Compressed when `isGzip`. Must not change until `send` resolves. */
  readonly body: Uint8Array;
  readonly isGzip: boolean;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Sends to one address of one collector over one connection, which is made when it is needed. */
export interface ExportClient {
  /** Never rejects. One at a time. */
  send(message: ExportMessage): Promise<SendOutcome>;
  /** The next request gets a new connection: credentials have changed. */
  renew(): void;
  /** Cuts off what is under way. */
  close(): void;
}

/** Where a client sends. */
export interface CollectorAddress {
  readonly isTls: boolean;
  /** As in the setting: what a certificate and the `Host` header name. */
  readonly host: string;
  readonly port: number;
  /** What is connected to: the host, or one of its addresses when it has several. */
  readonly address: string;
}

/** `host:port`, with the address when that is not the host: for logs, metrics, and as its identity. */
export function addressText({ host, port, address }: CollectorAddress): string {
  const name = (text: string): string => (text.includes(":") ? `[${text}]` : text);
  const at = `${name(host)}:${port}`;
  return address === host ? at : `${at}/${address}`;
}

/** `host:port` as the authority of a URL. */
export function authorityOf({ host, port }: Pick<CollectorAddress, "host" | "port">): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
