import { type OwnKeyCompletions, SPAN_KINDS } from "@spanhouse/model";
import { text as texts } from "../texts/conditions.ts";

/** Proposals for the part of a TraceQL query that ends at the caret. */

/** What is being typed: a key, or the value behind a key and an operator. */
export interface TypedTraceql {
  /** Where the part begins, and ends: the caret. */
  readonly from: number;
  readonly to: number;
  /** As typed, with its scope; "" when there is none yet. */
  readonly key: string;
  /** "" while the key is being typed. */
  readonly operator: string;
  /** Without quotes. */
  readonly value: string;
}

/** A part to choose, and the query with it. */
export interface TraceqlOption {
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  /** Where typing goes on. */
  readonly caret: number;
}

const KEY = String.raw`(?:[\w.:/@-]|"(?:[^"\\]|\\.)*")+`;
const VALUE = new RegExp(
  String.raw`(${KEY})\s*(=~|!~|!=|<=|>=|=|<|>)\s*("(?:[^"\\]|\\.)*|[\w.-]*)$`,
);
const BARE_KEY = /(?:^|[\s{(!&|])((?:[\w:/@-]|\.)*)$/;

/** Undefined where nothing can be proposed: outside of braces, in a text, behind a finished condition. */
export function typedTraceql(text: string, caret: number): TypedTraceql | undefined {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf("{");
  if (open < 0 || before.lastIndexOf("}") > open) return undefined;
  const inner = before.slice(open + 1);
  const [, key, operator, value] = VALUE.exec(inner) ?? [];
  if (key !== undefined && value !== undefined) {
    const typed = { from: caret - value.length, to: caret, key, operator: operator! };
    return { ...typed, value: value.replace(/^"/, "").replaceAll(/\\(.)/g, "$1") };
  }
  const bare = BARE_KEY.exec(inner)?.[1];
  if (bare === undefined || !mayBeginCondition(inner.slice(0, inner.length - bare.length))) {
    return undefined;
  }
  return { from: caret - bare.length, to: caret, key: bare, operator: "", value: "" };
}

/** Behind the brace, a parenthesis, a sign or an operator between conditions. */
function mayBeginCondition(before: string): boolean {
  return /(?:^|[(!]|&&|\|\|)\s*$/.test(before);
}

const SCOPES = ["span.", "resource.", "event.", "link.", "instrumentation."];

const INTRINSICS = {
  name: "=",
  duration: ">",
  status: "=",
  kind: "=",
  statusMessage: "=",
  nestedSetParent: "<",
  "event:name": "=",
  "instrumentation:name": "=",
  "trace:duration": ">",
  "trace:rootName": "=",
  "trace:rootService": "=",
  "trace:id": "=",
  "span:id": "=",
} as const;

const WORDS: Readonly<Record<string, readonly string[]>> = {
  status: ["error", "ok", "unset"],
  kind: SPAN_KINDS.slice(1),
  duration: ["10ms", "100ms", "1s", "10s"],
  "trace:duration": ["100ms", "1s", "10s", "1m"],
  nestedSetParent: ["0"],
};

const LEVELS = { span: "span", resource: "resource", event: "event", instrumentation: "scope" };

/** The question whose answer goes on from what is typed; undefined when the words are known here. */
export function traceqlCompletionPath({ key, operator, value }: TypedTraceql): string | undefined {
  const { scope, name } = splitScope(key);
  if (operator === "") {
    // Attributes of links are in no list, and those of others would take another scope.
    if (scope === "link") return undefined;
    const query = new URLSearchParams({ prefix: name, limit: "12" });
    const level = LEVELS[scope as keyof typeof LEVELS] as string | undefined;
    for (const each of level === undefined ? ["span", "resource"] : [level]) {
      query.append("level", each);
    }
    return `/api/own/complete/keys?${query.toString()}`;
  }
  if (WORDS[bareIntrinsic(key)] !== undefined || operator.endsWith("~")) return undefined;
  const query = new URLSearchParams({ prefix: value, limit: "20" });
  const isName = bareIntrinsic(key) === "name" || key === "trace:rootName";
  if (isName) return `/api/own/complete/operations?${query.toString()}`;
  const isService = name === "service.name" || key === "trace:rootService";
  if (isService) return `/api/own/complete/services?${query.toString()}`;
  if (key.includes(":") || !/^\.|\./.test(key)) return undefined;
  query.set("key", name);
  return `/api/own/complete/values?${query.toString()}`;
}

/** Intrinsics and scopes first, then attributes with their scope. */
export function traceqlKeyOptions(
  text: string,
  typed: TypedTraceql,
  keys: OwnKeyCompletions["keys"],
): readonly TraceqlOption[] {
  const { key } = typed;
  const { scope, name } = splitScope(key);
  const intrinsics = Object.entries(INTRINSICS)
    .filter(([word]) => startsWith(word, key))
    .map(([word, operator]) => option(text, typed, word, texts.ofEverySpan, ` ${operator} `));
  const scopes = SCOPES.filter((word) => key !== "" && startsWith(word, key) && word !== key).map(
    (word) => option(text, typed, word, texts.attributes, ""),
  );
  const attributes = keys
    .filter((each) => startsWith(each.key, name))
    .map(({ key: attribute, level, types }) => {
      const own = scope === "" && key.startsWith(".") ? "" : scopeOf(level);
      const written = `${own}.${quotedName(attribute)}`;
      return option(text, typed, written, types.join(", "), " = ");
    });
  const seen = new Set<string>();
  return [...intrinsics, ...scopes, ...attributes].filter(({ label }) => {
    return !seen.has(label) && seen.add(label);
  });
}

/** Values as they are written: texts in quotes, numbers and bools without. */
export function traceqlValueOptions(
  text: string,
  typed: TypedTraceql,
  values: readonly { readonly text: string; readonly detail: string }[],
): readonly TraceqlOption[] {
  const words = (WORDS[bareIntrinsic(typed.key)] ?? []).map((word) => [word, ""] as const);
  const written = values.map(({ text: value, detail }) => {
    const isBare = detail === "int" || detail === "double" || detail === "bool";
    return [isBare ? value : JSON.stringify(value), detail] as const;
  });
  return [...words, ...written]
    .filter(([word]) => startsWith(word.replace(/^"/, ""), typed.value))
    .map(([word, detail]) => option(text, typed, word, detail, " "));
}

function option(
  text: string,
  { from, to }: TypedTraceql,
  label: string,
  detail: string,
  then: string,
): TraceqlOption {
  const rest = text.slice(to);
  const before = `${text.slice(0, from)}${label}`;
  const isApart = then.endsWith(" ") && rest.startsWith(" ");
  const added = isApart ? then.slice(0, -1) : then;
  return {
    ...{ label, detail, text: `${before}${added}${rest}` },
    caret: before.length + then.length,
  };
}

function scopeOf(level: string): string {
  return level === "scope" ? "instrumentation" : level;
}

function quotedName(name: string): string {
  return /^[A-Za-z_][\w.\-/:@]*$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
}

function bareIntrinsic(key: string): string {
  return key.replace(/^span:/, "");
}

function splitScope(key: string): { readonly scope: string; readonly name: string } {
  const [, scope = "", name = ""] =
    /^(?:(span|resource|event|link|instrumentation)?\.)?"?([^]*?)"?$/.exec(key) ?? [];
  return { scope, name };
}

function startsWith(text: string, prefix: string): boolean {
  return text.toLowerCase().startsWith(prefix.toLowerCase());
}
