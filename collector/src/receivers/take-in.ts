import { inflateContent, type ContentCoding } from "@spanhouse/wire";
import type { Admitted, Ingest, IngestOutcome, IngestRequest } from "../ingest.ts";
import { refusal, tooLarge, type Failure } from "./failure.ts";

/** A request whose whole body has arrived. */
export interface Upload {
  readonly body: Uint8Array;
  readonly coding: ContentCoding;
  readonly decode: IngestRequest["decode"];
  /** Door and format: the same bytes in two formats are two requests, of which one is malformed. */
  readonly way: string;
  readonly identity?: IngestRequest["identity"];
  /** IP address of the client, when it is known. */
  readonly peerAddress?: string | undefined;
  readonly admission: Admitted;
}

export type Stored = Extract<IngestOutcome, { status: "stored" }>;

export type TakenIn = Stored | { readonly status: "failed"; readonly failure: Failure };

/**
 * The part of a request's way that is the same for every door: inflate, hand over, name the failure.
 * The admission stays the caller's to release.
 */
export async function takeIn(
  upload: Upload,
  { ingest, bytesMax }: { readonly ingest: Ingest; readonly bytesMax: number },
): Promise<TakenIn> {
  const { body, coding, decode, way, identity, peerAddress, admission } = upload;
  const inflated =
    coding === "identity"
      ? ({ status: "inflated", body } as const)
      : await inflateContent({ coding, body, bytesMax, reserve: (bytes) => admission.grow(bytes) });
  switch (inflated.status) {
    case "tooLarge":
      return { status: "failed", failure: tooLarge(bytesMax) };
    case "refused":
      return { status: "failed", failure: refusal("INGEST_OVERLOADED", GROW_RETRY_AFTER_MS) };
    case "badData":
      return {
        status: "failed",
        failure: { code: "INGEST_MALFORMED", message: inflated.reason },
      };
    case "inflated":
      break;
  }
  const outcome = await ingest.accept({
    body: inflated.body,
    decode,
    receiver: way,
    ...(identity !== undefined && { identity }),
    ...(peerAddress !== undefined && { peerAddress }),
  });
  switch (outcome.status) {
    case "stored":
      return outcome;
    case "malformed":
      return { status: "failed", failure: { code: "INGEST_MALFORMED", message: outcome.reason } };
    case "tooLarge":
      return { status: "failed", failure: { code: "INGEST_TOO_LARGE", message: outcome.reason } };
    case "refused":
      return {
        status: "failed",
        failure: refusal(outcome.code, outcome.retryAfterMs, outcome.reason),
      };
  }
}

/** What a request is told whose body turned out larger than what was left of the bytes in flight. */
export const GROW_RETRY_AFTER_MS = 1_000;
