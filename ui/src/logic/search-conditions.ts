import { err, ok, type Result } from "@spanhouse/base";
import { text as texts } from "../texts/conditions.ts";

/** Where an attribute may stand; "" is in the span or its resource. */
export type ConditionLevel = "" | "span" | "resource";

export const CONDITION_FIELDS = ["service", "operation", "duration", "kind", "status"] as const;
export type ConditionField = (typeof CONDITION_FIELDS)[number];

export type ConditionTarget =
  | { readonly field: ConditionField }
  | { readonly attribute: string; readonly level: ConditionLevel };

export type ConditionOperator =
  "=" | "!=" | ">" | ">=" | "<" | "<=" | "=~" | "!~" | "exists" | "missing";

/** One condition of a search, such as `http.route = /cart`. */
export interface SearchCondition {
  readonly target: ConditionTarget;
  readonly operator: ConditionOperator;
  /** What it is compared with; "" with `exists` and `missing`. */
  readonly text: string;
}

/**
 * Conditions apart by white space, all of which must hold; or a JSON object of texts, as in Jaeger's links. What is
 * compared and how is written as in TraceQL; quotes go around what contains white space.
 *
 *   http.route=/cart duration>=1s    fields are service, operation, duration, kind, status
 *   resource.host.name!=a            only an attribute of the resource; `span.` likewise
 *   user.id!=nil  user.id=nil        has the attribute, and has not
 *   db.statement=~"^SELECT "         RE2, found anywhere
 *   "kind"=x                         an attribute that is named as a field
 *   {"error":"true"}                 error=true
 */
export function parseConditions(text: string): Result<readonly SearchCondition[], string> {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return parseJsonConditions(trimmed);
  const conditions: SearchCondition[] = [];
  const pattern = new RegExp(CONDITION, "y");
  while (pattern.lastIndex < trimmed.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(trimmed);
    if (found === null) {
      const word = trimmed.slice(at).trim().split(/\s/)[0]!;
      return err(texts.noCondition(word));
    }
    const [, level = "", quotedKey, bareKey = "", operator, quoted, bare = ""] = found;
    const target: ConditionTarget =
      quotedKey === undefined
        ? targetOf(bareKey)
        : { attribute: unquote(quotedKey), level: level as ConditionLevel };
    conditions.push(conditionOf(target, operator as ConditionOperator, quoted, bare));
  }
  return ok(conditions);
}

const CONDITION =
  /\s*(?:(?:(span|resource)\.)?"((?:[^"\\]|\\.)+)"|([^\s=!<>~"]+))\s*(!=|>=|<=|=~|!~|=|>|<)(?:\s*"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/
    .source;

function conditionOf(
  target: ConditionTarget,
  operator: ConditionOperator,
  quoted: string | undefined,
  bare: string,
): SearchCondition {
  if (quoted === undefined && bare === "nil") {
    if (operator === "!=") return { target, operator: "exists", text: "" };
    if (operator === "=") return { target, operator: "missing", text: "" };
  }
  return { target, operator, text: quoted === undefined ? bare : unquote(quoted) };
}

/** What a key without quotes names. */
function targetOf(key: string): ConditionTarget {
  if (key === "span.kind") return { field: "kind" };
  if (key === "name") return { field: "operation" };
  const field = CONDITION_FIELDS.find((name) => name === key);
  if (field !== undefined) return { field };
  for (const level of ["span", "resource"] as const) {
    const prefix = `${level}.`;
    if (key.startsWith(prefix) && key.length > prefix.length) {
      return { attribute: key.slice(prefix.length), level };
    }
  }
  return { attribute: key, level: "" };
}

/** The conditions as a text that means the same. */
export function formatConditions(conditions: readonly SearchCondition[]): string {
  return conditions.map(formatCondition).join(" ");
}

/** One condition as a text that means the same. */
export function formatCondition({ target, operator, text }: SearchCondition): string {
  const key = formatTarget(target);
  if (operator === "exists") return `${key}!=nil`;
  if (operator === "missing") return `${key}=nil`;
  const bare = /^[^\s"~=][^\s"]*$/.test(text) && text !== "nil";
  return `${key}${operator}${bare ? text : quote(text)}`;
}

/** How a condition is read: `user.id exists`, `http.route = /cart`. */
export function describeCondition({ target, operator, text }: SearchCondition): string {
  const key = formatTarget(target);
  const value = text === "" ? '""' : text;
  if (operator === "exists") return texts.exists(key);
  if (operator === "missing") return texts.isMissing(key);
  if (operator === "=~") return texts.matches(key, value);
  if (operator === "!~") return texts.doesNotMatch(key, value);
  return `${key} ${OPERATOR_SIGNS[operator] ?? operator} ${value}`;
}

const OPERATOR_SIGNS: Partial<Record<ConditionOperator, string>> = {
  ...{ "!=": "≠", ">=": "≥", "<=": "≤" },
};

/** The key as it is typed. */
export function formatTarget(target: ConditionTarget): string {
  if ("field" in target) return target.field;
  const { attribute, level } = target;
  const bare = level === "" ? attribute : `${level}.${attribute}`;
  const read = targetOf(bare);
  const same = "attribute" in read && read.attribute === attribute && read.level === level;
  if (same && /^[^\s=!<>~"{]+$/.test(bare)) return bare;
  return level === "" ? quote(attribute) : `${level}.${quote(attribute)}`;
}

function parseJsonConditions(text: string): Result<readonly SearchCondition[], string> {
  const wrong = err(texts.noObjectOfTexts);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return wrong;
  }
  if (typeof parsed !== "object" || parsed === null) return wrong;
  const conditions: SearchCondition[] = [];
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value !== "string") return wrong;
    const target: ConditionTarget =
      key === "span.kind" ? { field: "kind" } : { attribute: key, level: "" };
    conditions.push({ target, operator: "=", text: value });
  }
  return ok(conditions);
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

function unquote(text: string): string {
  return text.replaceAll(/\\(.)/g, "$1");
}
