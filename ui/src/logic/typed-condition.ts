import { parseConditions, type SearchCondition } from "./search-conditions.ts";

/** The condition that is being typed at the end of a text: as far as it goes. */
export interface TypedCondition {
  /** What stands before it, with its white space. */
  readonly before: string;
  /** As typed, with its level and quotes. */
  readonly key: string;
  /** "" while the key is being typed. */
  readonly operator: string;
  /** Without quotes. */
  readonly value: string;
}

const TYPED =
  /^([^]*?)((?:(?:span|resource)\.)?"(?:[^"\\]|\\.)*"?|[^\s=!<>~"]*)(?:(!=|>=|<=|=~|!~|=|>|<)("?)((?:[^"\\]|\\.)*))?$/;

/**
 *   `a=1 http.ro`      key "http.ro", before "a=1 "
 *   `a=1 http.route=`  key "http.route", operator "="
 *   `name="GET /c`     value "GET /c"
 */
export function typedCondition(text: string): TypedCondition {
  const at = lastStart(text);
  const found = TYPED.exec(text.slice(at));
  const [, inner = "", key = "", operator = "", , value = ""] = found ?? [];
  return { before: text.slice(0, at) + inner, key, operator, value };
}

/** Where the last part begins: behind the last white space that is not within quotes. */
function lastStart(text: string): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quoted && char === "\\") at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(char)) start = at + 1;
  }
  return start;
}

/** The condition that a typed key and operator make with a value; undefined when they are not complete. */
export function completedCondition(
  { key, operator }: TypedCondition,
  value: string,
): SearchCondition | undefined {
  const parsed = parseConditions(`${key}${operator}"${value.replaceAll(/["\\]/g, "\\$&")}"`);
  return parsed.ok ? parsed.value[0] : undefined;
}
