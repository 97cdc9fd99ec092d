/**
 * A door: something that listens, takes requests, hands them to the `Ingest` and answers. Every door has
 * this face, so another one is one more file and one more line where they are composed.
 */
export interface Receiver {
  /** As in metrics, logs and addresses: `otlp_grpc`. */
  readonly name: string;
  /** True when its senders cannot be told to go elsewhere: it is stopped before new requests are refused. */
  readonly isUnanswered?: boolean;
  /**
   * Listens. Throws CodedError START_PORT_IN_USE when the port is taken. `url` carries the real port
   * when the configured one was 0.
   */
  start(): Promise<{ readonly url: string }>;
  /**
   * Takes no new connections, tells clients to go elsewhere, lets requests in flight finish for at most
   * `deadlineMs`, then closes what is left. Never throws; further calls wait for the first.
   */
  stop(deadlineMs: number): Promise<void>;
}
