/** What became of one request's body. Decoders never throw for anything a client can send. */
export type DecodeOutcome =
  | {
      readonly status: "decoded";
      /** Spans that were appended. */
      readonly spans: number;
      /** Spans that were left out because they break a rule of the format. */
      readonly rejected: number;
      /** Why, for people, with counts; "" when nothing was rejected. */
      readonly reason: string;
    }
  /** The bytes are not the format: the caller rolls back what was appended and refuses the request. */
  | { readonly status: "malformed"; readonly reason: string };
