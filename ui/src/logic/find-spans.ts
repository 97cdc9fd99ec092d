import { spanIdText } from "@spanhouse/model";
import type { Trace } from "./trace.ts";

/**
 * The rows whose service, operation or span id contains the text, in row order; case does not matter.
 * Empty for an empty text. Names are compared once each, not once per row.
 */
export function findSpans(
  trace: Pick<Trace, "services" | "operations" | "spans">,
  text: string,
): Int32Array {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return new Int32Array(0);
  const serviceMatches = trace.services.map(({ name }) => name.toLowerCase().includes(wanted));
  const operationMatches = trace.operations.map((name) => name.toLowerCase().includes(wanted));
  const mayBeId = /^[0-9a-f]{1,16}$/.test(wanted);
  const { spanId, service, operation } = trace.spans;
  const rows: number[] = [];
  for (let row = 0; row < service.length; row++) {
    if (
      serviceMatches[service[row]!] === true ||
      operationMatches[operation[row]!] === true ||
      (mayBeId && spanIdText(spanId, row).includes(wanted))
    ) {
      rows.push(row);
    }
  }
  return Int32Array.from(rows);
}

/**
 * The place in `rows` (ascending) to go to from `row`: the first after it, or before it when `backwards`,
 * going round at the ends. -1 when there are none.
 */
export function nextPlace(rows: Int32Array, row: number, backwards: boolean): number {
  if (rows.length === 0) return -1;
  const after = rows.findIndex((found) => found > row);
  if (!backwards) return after < 0 ? 0 : after;
  const before = rows.findLastIndex((found) => found < row);
  return before < 0 ? rows.length - 1 : before;
}
