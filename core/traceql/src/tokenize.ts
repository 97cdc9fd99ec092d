import { scanNumber } from "./scan-number.ts";
import { scanQuotedName, scanRawString, scanString } from "./scan-string.ts";
import { OPERATORS, type Token } from "./token.ts";
import { TRACEQL_CHARS_MAX, TRACEQL_TOKENS_MAX } from "./limits.ts";
import { TraceqlFault } from "./traceql-error.ts";
import { ATTRIBUTE_SCOPES, type AttributeScope } from "./tree.ts";

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
/** What an attribute's name may contain without quotes. */
const BARE_NAME = /[^\s{}()=~!<>&|^,"]*/y;
const SCOPED_WORD = /:[A-Za-z]*/y;
const PARENT_SCOPE = /(resource|span)\./y;

/** All of a query, and `end` behind it. Throws a TraceqlFault. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > TRACEQL_CHARS_MAX) {
    const place = { start: TRACEQL_CHARS_MAX, end: text.length };
    throw new TraceqlFault("syntax", `a query has at most ${TRACEQL_CHARS_MAX} characters`, place);
  }
  const tokens: Token[] = [];
  for (let at = 0; ;) {
    at = skip(SPACE, text, at);
    if (tokens.length >= TRACEQL_TOKENS_MAX) {
      const message = `a query has at most ${TRACEQL_TOKENS_MAX} words and signs`;
      throw new TraceqlFault("syntax", message, { start: at, end: text.length });
    }
    const token = scanToken(text, at);
    tokens.push(token);
    if (token.type === "end") return tokens;
    at = token.place.end;
  }
}

/** The token that begins at `start`. */
function scanToken(text: string, start: number): Token {
  const char = text[start];
  if (char === undefined) return { type: "end", place: { start, end: start } };
  if (char === '"' || char === "`") {
    const scanned = char === '"' ? scanString(text, start) : scanRawString(text, start);
    const value = { type: "string", value: scanned.value } as const;
    return { type: "static", value, place: { start, end: scanned.end } };
  }
  if (/^\.?\d/.test(text.slice(start, start + 2))) {
    const { value, end } = scanNumber(text, start);
    return { type: "static", value, place: { start, end } };
  }
  if (char === ".") return scanAttribute(text, start, start + 1, "", false);
  const wordEnd = skip(WORD, text, start);
  if (wordEnd > start) return scanWord(text, start, wordEnd);
  if (text.startsWith("==", start)) {
    const place = { start, end: start + 2 };
    throw new TraceqlFault("syntax", 'unexpected "==", expecting "="', place);
  }
  const operator = OPERATORS.find((one) => text.startsWith(one, start));
  if (operator !== undefined) {
    return { type: "operator", text: operator, place: { start, end: start + operator.length } };
  }
  const unknown = String.fromCodePoint(text.codePointAt(start)!);
  const place = { start, end: start + unknown.length };
  throw new TraceqlFault("syntax", `unexpected ${JSON.stringify(unknown)}`, place);
}

/** A keyword, an intrinsic with its scope, or an attribute with its scope. */
function scanWord(text: string, start: number, wordEnd: number): Token {
  const word = text.slice(start, wordEnd);
  if (text[wordEnd] === ":") {
    const end = skip(SCOPED_WORD, text, wordEnd);
    return { type: "word", text: text.slice(start, end), place: { start, end } };
  }
  if (text[wordEnd] === ".") {
    const scope = ATTRIBUTE_SCOPES.find((name) => name === word);
    if (scope !== undefined) return scanAttribute(text, start, wordEnd + 1, scope, false);
    if (word === "parent") {
      PARENT_SCOPE.lastIndex = wordEnd + 1;
      const inner = PARENT_SCOPE.exec(text)?.[1] as "resource" | "span" | undefined;
      const nameStart = wordEnd + 1 + (inner === undefined ? 0 : inner.length + 1);
      return scanAttribute(text, start, nameStart, inner ?? "", true);
    }
  }
  return { type: "word", text: word, place: { start, end: wordEnd } };
}

/** An attribute whose name, bare and in quotes by turns, begins at `nameStart`. */
function scanAttribute(
  text: string,
  start: number,
  nameStart: number,
  scope: AttributeScope,
  parent: boolean,
): Token {
  let name = "";
  let at = nameStart;
  for (;;) {
    const end = skip(BARE_NAME, text, at);
    name += text.slice(at, end);
    at = end;
    if (text[at] !== '"') break;
    const quoted = scanQuotedName(text, at);
    name += quoted.value;
    at = quoted.end;
  }
  const place = { start, end: at };
  if (name === "") {
    throw new TraceqlFault("syntax", "expecting the name of an attribute", place);
  }
  return { type: "attribute", scope, parent, name, place };
}

/** Where a sticky pattern ends that begins at `start`; `start` where it does not match. */
function skip(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}
