/** What became of a request with spans. */
export type SendOutcome =
  | { readonly kind: "delivered" }
  /** Worth another try, not before `afterMs` where the server said when. */
  | { readonly kind: "retry"; readonly reason: string; readonly afterMs?: number }
  /** Would be refused again. */
  | { readonly kind: "refused"; readonly reason: string };

/** Statuses that OTLP lets a client repeat a request after. */
const RETRYABLE_HTTP: readonly number[] = [429, 502, 503, 504];

/** CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS. */
const RETRYABLE_GRPC: readonly number[] = [1, 4, 10, 11, 14, 15];
const RESOURCE_EXHAUSTED = 8;

export function outcomeOfHttp(status: number, retryAfter: string | undefined): SendOutcome {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const reason = `HTTP ${status}`;
  if (!RETRYABLE_HTTP.includes(status)) return { kind: "refused", reason };
  const afterMs = retryAfterMs(retryAfter);
  return afterMs === undefined ? { kind: "retry", reason } : { kind: "retry", reason, afterMs };
}

/** RESOURCE_EXHAUSTED is worth another try only where the server says when, which is in the details of its status. */
export function outcomeOfGrpc(code: number, hasDetails: boolean): SendOutcome {
  const isRetryable = RETRYABLE_GRPC.includes(code) || (code === RESOURCE_EXHAUSTED && hasDetails);
  return { kind: isRetryable ? "retry" : "refused", reason: `gRPC status ${code}` };
}

/** Seconds or a date; undefined when it is neither. */
function retryAfterMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  const ms = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
