import { decompress } from "fzstd";
import type { InflateOutcome } from "./content-coding.ts";

/** At least what the body inflates to; undefined when that cannot be told from its headers. */
export function zstdSizeBound(body: Uint8Array): number | undefined {
  return body.length === 0 ? 0 : undefined;
}

export function inflateZstd(body: Uint8Array, capacity: number): Promise<InflateOutcome> {
  try {
    const output = decompress(body);
    return Promise.resolve(
      output.length > capacity ? { status: "tooLarge" } : { status: "inflated", body: output },
    );
  } catch {
    return Promise.resolve({ status: "badData", reason: "the body is not valid zstd" });
  }
}
