export type { DecodeOutcome } from "./decode-outcome.ts";
