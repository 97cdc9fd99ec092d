import { err, ok, type Result } from "@spanhouse/base";
import {
  ATTRIBUTE_KEY_CHARS_MAX,
  ATTRIBUTE_SPANS_MAX,
  CLOCK_SKEW_NANO_MAX,
  TRACE_ROWS_MAX,
  TRACE_PAGE_ROWS_MAX,
} from "../limits.ts";
import { parseCount } from "./count-param.ts";
import { parseGoDuration } from "./go-duration.ts";

/** Which rows of a trace are asked for, and how. */
export interface PageParams {
  readonly from: number;
  readonly count: number;
  /** Without marks for events. */
  readonly withoutEvents: boolean;
  readonly clockSkewNanoMax: number | undefined;
}

/** `from`, `count`, `events=false` and `clockSkew` of the page of a trace. */
export function parsePageParams(query: URLSearchParams): Result<PageParams, string> {
  const from = parseCount(query, "from", { missing: 0, min: 0, max: TRACE_ROWS_MAX });
  if (!from.ok) return from;
  const count = parseCount(query, "count", {
    ...{ missing: TRACE_PAGE_ROWS_MAX, min: 0, max: TRACE_ROWS_MAX },
  });
  if (!count.ok) return count;
  const events = query.get("events") ?? "true";
  if (events !== "true" && events !== "false") return err("events must be true or false");
  const clockSkew = parseClockSkew(query);
  if (!clockSkew.ok) return clockSkew;
  return ok({
    from: from.value,
    count: Math.min(count.value, TRACE_PAGE_ROWS_MAX),
    withoutEvents: events === "false",
    clockSkewNanoMax: clockSkew.value,
  });
}

function parseClockSkew(query: URLSearchParams): Result<number | undefined, string> {
  const text = query.get("clockSkew") ?? "";
  if (text === "") return ok(undefined);
  const nano = parseGoDuration(text);
  if (!nano.ok) return err(`clockSkew: ${nano.error}`);
  if (nano.value < 0n || nano.value > BigInt(CLOCK_SKEW_NANO_MAX)) {
    return err("clockSkew must be from 0s to 24h");
  }
  return ok(Number(nano.value));
}

/** Rows `from` to `to` (exclusive), or spans by id. */
export type AttributesParams =
  | { readonly by: "rows"; readonly from: number; readonly to: number }
  | { readonly by: "ids"; readonly spanIds: readonly string[] };

const ROWS = /^(\d{1,7})-(\d{1,7})$/;
const SPAN_ID = /^[0-9a-fA-F]{1,16}$/;

/** `spanId` once or more, else `rows=from-to`; without both the first rows. */
export function parseAttributesParams(query: URLSearchParams): Result<AttributesParams, string> {
  const ids = query.getAll("spanId");
  const rows = query.get("rows") ?? `0-${ATTRIBUTE_SPANS_MAX}`;
  if (ids.length > ATTRIBUTE_SPANS_MAX) return err(`at most ${ATTRIBUTE_SPANS_MAX} span ids`);
  if (!ids.every((id) => SPAN_ID.test(id))) return err("a span id is 1 to 16 hexadecimal digits");
  const [, from, to] = ROWS.exec(rows) ?? [];
  if (from === undefined || to === undefined || Number(from) > Number(to)) {
    return err("rows must be two row numbers, such as 100-150");
  }
  if (Number(to) - Number(from) > ATTRIBUTE_SPANS_MAX) {
    return err(`at most ${ATTRIBUTE_SPANS_MAX} rows`);
  }
  if (ids.length === 0) return ok({ by: "rows", from: Number(from), to: Number(to) });
  return ok({ by: "ids", spanIds: ids.map((id) => id.toLowerCase().padStart(16, "0")) });
}

/** An attribute of all rows: of the span, of its resource, or of the first of these that has it. */
export interface ColumnParams {
  readonly key: string;
  readonly level: "span" | "resource" | "any";
  readonly withIds: boolean;
}

/** `key`, `level` and `ids` of the column of an attribute. */
export function parseColumnParams(query: URLSearchParams): Result<ColumnParams, string> {
  const key = query.get("key") ?? "";
  if (key === "") return err("parameter 'key' is required");
  if (key.length > ATTRIBUTE_KEY_CHARS_MAX) {
    return err(`key must have at most ${ATTRIBUTE_KEY_CHARS_MAX} characters`);
  }
  const level = query.get("level") ?? "any";
  if (level !== "span" && level !== "resource" && level !== "any") {
    return err("level must be span, resource or any");
  }
  const ids = query.get("ids") ?? "false";
  if (ids !== "true" && ids !== "false") return err("ids must be true or false");
  return ok({ key, level, withIds: ids === "true" });
}
