/**
 * SQL with `?` in place of every value and without comments:
 *
 *   SELECT * FROM t WHERE a = 'x''y' AND b IN (1, 2.5) -- who
 *   SELECT * FROM t WHERE a = ? AND b IN (?, ?)
 *
 * It knows no dialect and no grammar, only how values and comments begin and end. Where dialects differ it
 * takes the reading that hides more: a quote behind a backslash may or may not end a text, so the rest of
 * the statement becomes `?`. One pass, whatever the text.
 */
export function sanitizeSql(text: string, doubleQuotes: "value" | "name"): string {
  let clean = "";
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === "'" || (char === '"' && doubleQuotes === "value")) {
      clean += "?";
      at = endOfQuoted(text, at, true);
    } else if (char === '"' || char === "`") {
      const end = endOfQuoted(text, at, false);
      clean += text.slice(at, end);
      at = end;
    } else if (isCommentAt(text, at)) {
      at = endOfComment(text, at);
      if (clean !== "" && !clean.endsWith(" ")) clean += " ";
      if (clean.endsWith(" ")) at = endOfSpace(text, at);
    } else if (char === "$") {
      const end = endOfDollarQuoted(text, at);
      clean += end === undefined ? char : "?";
      at = end ?? endOfWord(text, at + 1, (skipped) => (clean += skipped));
    } else if (isDigit(char) || (char === "." && isDigit(text[at + 1] ?? ""))) {
      clean += "?";
      at = endOfNumber(text, at);
    } else if (isWordChar(char)) {
      at = endOfWord(text, at, (word) => (clean += word));
    } else {
      clean += char;
      at += 1;
    }
  }
  return clean.trimEnd();
}

/** Behind the closing quote. A doubled quote is part of it; a backslash before one leaves no certainty. */
function endOfQuoted(text: string, start: number, isValue: boolean): number {
  const quote = text[start]!;
  for (let at = start + 1; at < text.length; at++) {
    if (isValue && text[at] === "\\" && (text[at + 1] === quote || text[at + 1] === "\\")) {
      return text.length;
    }
    if (text[at] !== quote) continue;
    if (text[at + 1] !== quote) return at + 1;
    at += 1;
  }
  return text.length;
}

function isCommentAt(text: string, at: number): boolean {
  const next = text[at + 1] ?? "";
  if (text[at] === "-") return next === "-";
  if (text[at] === "/") return next === "*";
  // `#>` and `#-` are operators of PostgreSQL, anything else behind `#` a comment of MySQL.
  return text[at] === "#" && next !== ">" && next !== "-";
}

function endOfComment(text: string, start: number): number {
  if (text[start] !== "/") {
    const end = text.indexOf("\n", start);
    return end < 0 ? text.length : end + 1;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (pair === "/*") depth += 1;
    else if (pair === "*/") depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function endOfSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && " \t\n\r".includes(text[at]!)) at += 1;
  return at;
}

/** Behind `$tag$ … $tag$`; undefined when it is a parameter such as `$1`. */
function endOfDollarQuoted(text: string, start: number): number | undefined {
  let at = start + 1;
  if (isDigit(text[at] ?? "")) return undefined;
  while (at < text.length && isWordChar(text[at]!) && text[at] !== "$") at += 1;
  if (text[at] !== "$") return undefined;
  const tag = text.slice(start, at + 1);
  const end = text.indexOf(tag, at + 1);
  return end < 0 ? text.length : end + tag.length;
}

/** Digits, points, exponents, and the letters of 0xFF. */
function endOfNumber(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const char = text[at]!;
    const isSign = "+-".includes(char) && "eE".includes(text[at - 1] ?? " ") && at > start;
    if (!isSign && char !== "." && !isWordChar(char)) break;
    at += 1;
  }
  return at;
}

function endOfWord(text: string, start: number, take: (word: string) => void): number {
  let at = start;
  while (at < text.length && isWordChar(text[at]!)) at += 1;
  take(text.slice(start, at));
  return at;
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9" && char.length === 1;
}

/** Also everything that is not ASCII: names may contain it. */
function isWordChar(char: string): boolean {
  const code = char.charCodeAt(0);
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
  return isLetter || (code >= 48 && code <= 57) || code === 95 || code > 127;
}
