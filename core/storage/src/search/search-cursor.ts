import { err, ok, type Result } from "@spanhouse/base";
import type { TraceOrder } from "../store.ts";

/**
 * Where an answer ended, so that the next can go on behind it: opaque to callers, and good for the same
 * search only. It names the last trace and what the order goes by: `n<number>.<trace id>`.
 */
export interface SearchCursor {
  readonly order: TraceOrder;
  readonly value: bigint;
  readonly traceId: string;
}

const LETTERS: Readonly<Record<TraceOrder, string>> = {
  newest: "n",
  longest: "l",
  mostErrors: "e",
  mostSpans: "s",
};
const CURSOR = /^([a-z])(\d{1,20})\.([0-9a-f]{32})$/;

export function formatCursor({ order, value, traceId }: SearchCursor): string {
  return `${LETTERS[order]}${value}.${traceId}`;
}

/** An error is a sentence for the client. */
export function parseCursor(text: string, order: TraceOrder): Result<SearchCursor, string> {
  const [, letter, value, traceId] = CURSOR.exec(text) ?? [];
  if (letter === undefined || value === undefined || traceId === undefined) {
    return err("the cursor is none that a search has answered");
  }
  if (letter !== LETTERS[order]) return err("the cursor belongs to a search in another order");
  const number = BigInt(value);
  if (number >= 2n ** 64n) return err("the cursor is none that a search has answered");
  return ok({ order, value: number, traceId });
}
