/**
 * What became of one attempt to send a request.
 *
 * - `acknowledged`: the server took it, `rejectedSpans` of it for good.
 * - `retry`: the server said "later", or nothing can be known; the same bytes must be sent again.
 * - `failed`: the server refused it for good.
 */
export type SendOutcome =
  | { readonly status: "acknowledged"; readonly rejectedSpans: number }
  | { readonly status: "retry"; readonly reason: string; readonly afterMs: number | undefined }
  | { readonly status: "failed"; readonly reason: string };

/** One connection to a collector. Never throws: a broken connection is a `retry`, and is reopened. */
export interface LoadClient {
  /** `bytes` is a request of RequestSource: room for a frame header, then the body. */
  send(bytes: Uint8Array): Promise<SendOutcome>;
  close(): void;
}

/** Wait before the next attempt when the server did not say how long. */
export const RETRY_AFTER_DEFAULT_MS = 100;
/** An attempt without an answer ends after this time, with an unknown outcome. */
export const ATTEMPT_MS_MAX = 30_000;
