import type { PartialSuccess } from "@spanhouse/wire";
import type { Stored } from "./take-in.ts";

/** What OTLP says of a request that was stored in part; nothing of one that was stored in full. */
export function partialOf({ rejected, reason }: Stored): PartialSuccess | undefined {
  return rejected > 0 ? { rejectedSpans: rejected, message: reason } : undefined;
}
