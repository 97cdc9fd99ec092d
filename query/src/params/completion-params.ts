import { err, ok, type Result } from "@spanhouse/base";
import type { AttributeLevel, CompletionQuestion, KeyQuestion } from "@spanhouse/storage";
import { COMPLETION_PREFIX_CHARS_MAX, COMPLETIONS_DEFAULT, COMPLETIONS_MAX } from "../limits.ts";
import { parseCount } from "./count-param.ts";

/** The parameters of `/api/own/complete/…`. An error is the sentence for the client. */

const LEVELS: readonly AttributeLevel[] = ["span", "resource", "scope", "event"];

export function parseCompletionParams(query: URLSearchParams): Result<CompletionQuestion, string> {
  const prefix = query.get("prefix") ?? "";
  if (prefix.length > COMPLETION_PREFIX_CHARS_MAX) {
    return err(`prefix must have at most ${COMPLETION_PREFIX_CHARS_MAX} characters`);
  }
  const limit = parseCount(query, "limit", { missing: COMPLETIONS_DEFAULT, max: COMPLETIONS_MAX });
  return limit.ok ? ok({ tenant: "", prefix, limit: limit.value }) : limit;
}

export function parseKeyCompletionParams(query: URLSearchParams): Result<KeyQuestion, string> {
  const common = parseCompletionParams(query);
  if (!common.ok) return common;
  const named = new Set(query.getAll("level"));
  if (named.size === 0) return common;
  const levels = LEVELS.filter((level) => named.has(level));
  if (levels.length !== named.size) return err(`level must be one of ${LEVELS.join(", ")}`);
  return ok({ ...common.value, levels });
}
