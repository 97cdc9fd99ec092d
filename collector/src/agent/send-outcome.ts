import { RPC_CODES, type PartialSuccess } from "@spanhouse/wire";

/** What became of one request to a collector. */
export type SendOutcome =
  /** It is the collector's now, but for what `partial` says. */
  | { readonly status: "stored"; readonly partial?: PartialSuccess }
  /** The collector says that the data is wrong, or too much for one request. */
  | { readonly status: "rejected"; readonly reason: string }
  /** The collector does not have it, and said so, or was never reached. */
  | {
      readonly status: "refused";
      readonly cause: RefusalCause;
      readonly reason: string;
      readonly retryAfterMs?: number;
    }
  /** The collector may or may not have it. */
  | { readonly status: "unknown"; readonly reason: string }
  /** As unknown; but the collector did answer, and may answer the same for ever. */
  | { readonly status: "failed"; readonly reason: string };

/**
 * `misconfigured`: nothing will be taken until a person changes something, here or there: credentials, an
 * address that is something else.
 */
export type RefusalCause = "busy" | "unreachable" | "misconfigured";

const OK: SendOutcome = { status: "stored" };

export function storedWith(partial: PartialSuccess | undefined): SendOutcome {
  return partial === undefined ? OK : { status: "stored", partial };
}

export interface GrpcAnswer {
  /** `grpc-status`. */
  readonly code: number;
  readonly message: string;
  /** Of its RetryInfo. */
  readonly retryDelayMs?: number | undefined;
}

/** What a failed call means for the batch. `code` is not OK. */
export function outcomeOfGrpc({ code, message, retryDelayMs }: GrpcAnswer): SendOutcome {
  const reason = `gRPC status ${GRPC_NAMES.get(code) ?? code}: ${message}`;
  const retry = retryDelayMs === undefined ? {} : { retryAfterMs: retryDelayMs };
  switch (code) {
    case RPC_CODES.UNAVAILABLE:
      // Without a delay it may be a proxy's word for a connection that broke after the request was sent.
      return retryDelayMs === undefined
        ? { status: "unknown", reason }
        : { status: "refused", cause: "busy", reason, ...retry };
    case RPC_CODES.RESOURCE_EXHAUSTED:
      // Without a delay it says: too large.
      return retryDelayMs === undefined
        ? { status: "rejected", reason }
        : { status: "refused", cause: "busy", reason, ...retry };
    case RPC_CODES.INVALID_ARGUMENT:
      return { status: "rejected", reason };
    case RPC_CODES.CANCELLED:
    case RPC_CODES.DEADLINE_EXCEEDED:
    case RPC_CODES.ABORTED:
    case RPC_CODES.OUT_OF_RANGE:
    case RPC_CODES.DATA_LOSS:
      return { status: "unknown", reason };
    case RPC_CODES.INTERNAL:
    case RPC_CODES.UNKNOWN:
      return { status: "failed", reason };
    default:
      return { status: "refused", cause: "misconfigured", reason };
  }
}

export interface HttpStatusAnswer {
  readonly status: number;
  readonly message: string;
  /** Of its `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
}

/** What an answer other than 200 means for the batch. */
export function outcomeOfHttp({ status, message, retryAfterMs }: HttpStatusAnswer): SendOutcome {
  const reason = `HTTP status ${status}: ${message}`;
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (status) {
    case 429:
      return { status: "refused", cause: "busy", reason, ...retry };
    case 503:
      // As UNAVAILABLE above.
      return retryAfterMs === undefined
        ? { status: "unknown", reason }
        : { status: "refused", cause: "busy", reason, ...retry };
    case 400:
    case 413:
    case 422:
      return { status: "rejected", reason };
    // A proxy that lost its collector, or the collector's own clock.
    case 408:
    case 502:
    case 504:
      return { status: "unknown", reason };
    default:
      return status >= 500
        ? { status: "failed", reason }
        : { status: "refused", cause: "misconfigured", reason };
  }
}

/**
 * Something that does not speak OTLP answered, usually a proxy: an HTTP status without a gRPC status, or a page of
 * HTML. It does not know whether spans are wrong, and its 200 does not mean that they are stored.
 */
export function outcomeOfStranger(status: number): SendOutcome {
  const reason = `HTTP status ${status} instead of an OTLP answer`;
  if (status === 429) return { status: "refused", cause: "busy", reason };
  // Its own collector may have the request, for all that it says.
  if (status === 408 || status >= 500) return { status: "unknown", reason };
  return { status: "refused", cause: "misconfigured", reason };
}

/** `Retry-After`: seconds or a date. Undefined when it is neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

const GRPC_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(RPC_CODES).map(([name, code]) => [code, name]),
);
