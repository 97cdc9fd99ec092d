/** What a URL is cleaned of. */
export interface UrlRules {
  readonly mask: string;
  /** Parameters whose values stay. */
  readonly keptParameters: ReadonlySet<string>;
  /** Whether parts of the path that look like ids become `{id}`. */
  readonly pathIds: boolean;
}

/**
 * A URL, a path with its query, or a query alone, without credentials and without the values of its
 * parameters. It does not have to be well-formed: everything behind the first `?` or `#` is taken for
 * parameters, and everything between `//` and the last `@` before the path for credentials.
 *
 *   https://me:secret@shop.example/cart/8812?token=abc&page=2#top
 *   https://****@shop.example/cart/{id}?token=****&page=****#****
 */
export function sanitizeUrl(text: string, rules: UrlRules): string {
  const queryAt = firstOf(text, "?#");
  const head = sanitizeHead(text.slice(0, queryAt), rules);
  return head + sanitizeParameters(text.slice(queryAt), rules);
}

/** A query that stands alone (`url.query`), with or without its `?`. */
export function sanitizeQuery(text: string, rules: UrlRules): string {
  return sanitizeParameters(text, rules);
}

function sanitizeHead(head: string, rules: UrlRules): string {
  const slashesAt = head.indexOf("//");
  // `//` further on is a path with an empty part.
  const hasHost = slashesAt === 0 || (slashesAt > 0 && head[slashesAt - 1] === ":");
  const hostAt = hasHost ? slashesAt + 2 : 0;
  const slashAt = head.indexOf("/", hostAt);
  const pathAt = slashAt < 0 ? head.length : slashAt;
  const atAt = hasHost ? head.lastIndexOf("@", pathAt) : -1;
  const host =
    atAt >= hostAt
      ? `${head.slice(0, hostAt)}${rules.mask}${head.slice(atAt, pathAt)}`
      : head.slice(0, pathAt);
  const path = head.slice(pathAt);
  return host + (rules.pathIds ? withoutIds(path) : path);
}

/** `?a=1&b&c=2#top`: what follows a `=` is masked, and what has none and no separator before is a value itself. */
function sanitizeParameters(text: string, { mask, keptParameters }: UrlRules): string {
  let clean = "";
  let at = 0;
  while (at < text.length) {
    const separator = "?#&;".includes(text[at]!) ? text[at]! : "";
    at += separator.length;
    let end = at;
    while (end < text.length && !"?#&;".includes(text[end]!)) end += 1;
    clean += separator + sanitizeParameter(text.slice(at, end), mask, keptParameters);
    at = end;
  }
  return clean;
}

function sanitizeParameter(text: string, mask: string, kept: ReadonlySet<string>): string {
  const equalsAt = text.indexOf("=");
  if (equalsAt < 0) return text === "" || kept.has(text) ? text : mask;
  const name = text.slice(0, equalsAt);
  return kept.has(name) ? text : `${name}=${mask}`;
}

function withoutIds(path: string): string {
  return path
    .split("/")
    .map((part) => (looksLikeId(part) ? "{id}" : part))
    .join("/");
}

const ID_DIGITS_MIN = 8;

/** Numbers, UUIDs, hexadecimal, and long mixtures with several digits. */
function looksLikeId(part: string): boolean {
  if (part === "") return false;
  let digits = 0;
  let hexLetters = 0;
  let others = 0;
  for (let at = 0; at < part.length; at++) {
    const code = part.charCodeAt(at) | 32;
    if (code >= 48 && code <= 57) digits += 1;
    else if (code >= 97 && code <= 102) hexLetters += 1;
    else if (part[at] !== "-") others += 1;
  }
  if (digits === 0) return false;
  if (hexLetters + others === 0) return true;
  if (others === 0) return digits + hexLetters >= ID_DIGITS_MIN;
  return digits >= ID_DIGITS_MIN / 2 && part.length >= ID_DIGITS_MIN * 2;
}

function firstOf(text: string, chars: string): number {
  for (let at = 0; at < text.length; at++) if (chars.includes(text[at]!)) return at;
  return text.length;
}
