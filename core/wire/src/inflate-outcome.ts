/** What became of taking a coding off a body. */
export type InflateOutcome =
  | { readonly status: "inflated"; readonly body: Uint8Array }
  /** The output is, or says it is, larger than the limit. */
  | { readonly status: "tooLarge" }
  /** `reserve` said no. */
  | { readonly status: "refused" }
  | { readonly status: "badData"; readonly reason: string };
