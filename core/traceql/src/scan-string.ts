import { TraceqlFault } from "./traceql-error.ts";

/** Texts in quotes, as Go writes them. A scan begins at its opening quote and tells where it ends. */
export interface ScannedText {
  readonly value: string;
  readonly end: number;
}

/** `"…"` with Go's escapes. */
export function scanString(text: string, start: number): ScannedText {
  let value = "";
  let at = start + 1;
  for (;;) {
    const char = text[at];
    if (char === undefined || char === "\n") {
      throw new TraceqlFault("syntax", "the text has no closing quote", { start, end: at });
    }
    if (char === '"') return { value, end: at + 1 };
    if (char === "\\") {
      const escaped = scanEscape(text, at);
      value += escaped.value;
      at = escaped.end;
    } else {
      value += char;
      at++;
    }
  }
}

/** `` `…` ``: everything means itself; carriage returns are dropped, as in Go. */
export function scanRawString(text: string, start: number): ScannedText {
  const close = text.indexOf("`", start + 1);
  if (close < 0) {
    const place = { start, end: text.length };
    throw new TraceqlFault("syntax", "the text has no closing backquote", place);
  }
  return { value: text.slice(start + 1, close).replaceAll("\r", ""), end: close + 1 };
}

/** `"…"` within the name of an attribute, where only quotes and backslashes are escaped. */
export function scanQuotedName(text: string, start: number): ScannedText {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') return { value, end: at + 1 };
    if (char !== "\\") {
      value += char;
      continue;
    }
    const next = text[++at];
    if (next !== '"' && next !== "\\") {
      const place = { start: at - 1, end: Math.min(at + 1, text.length) };
      throw new TraceqlFault("syntax", "invalid escape sequence", place);
    }
    value += next;
  }
  const place = { start, end: text.length };
  throw new TraceqlFault("syntax", "the name has no closing quote", place);
}

/** A text in quotes that reads as `value`. */
export function formatString(value: string): string {
  // JSON's escapes are Go's, but for those of halves of surrogate pairs, which have no UTF-8 either way.
  return JSON.stringify(value);
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{ "\\": "\\", '"': '"' },
};

const BYTES = /(?:\\(?:x[\da-fA-F]{2}|[0-7]{3}))+/y;
const BYTE = /\\(?:x([\da-fA-F]{2})|([0-7]{3}))/g;
const CODE_POINT = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8}))/y;

function scanEscape(text: string, start: number): ScannedText {
  const simple = SIMPLE_ESCAPES[text[start + 1] ?? ""];
  if (simple !== undefined) return { value: simple, end: start + 2 };
  CODE_POINT.lastIndex = start;
  const [point, short, long] = CODE_POINT.exec(text) ?? [];
  if (point !== undefined) {
    const code = Number.parseInt(short ?? long!, 16);
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (isCharacter) return { value: String.fromCodePoint(code), end: start + point.length };
  }
  BYTES.lastIndex = start;
  const bytes = BYTES.exec(text)?.[0];
  const value = bytes === undefined ? undefined : decodeBytes(bytes);
  if (value !== undefined) return { value, end: start + bytes!.length };
  const place = { start, end: Math.min(start + 2, text.length) };
  throw new TraceqlFault("syntax", "invalid escape sequence", place);
}

/** The text whose UTF-8 the escapes are; undefined when it is none. */
function decodeBytes(escapes: string): string | undefined {
  const values = Array.from(escapes.matchAll(BYTE), ([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal!, 8) : Number.parseInt(hex, 16),
  );
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(values),
    );
  } catch {
    return undefined;
  }
}
