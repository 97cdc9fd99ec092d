/**
 * The language of the find bar. Terms stand side by side and must all hold; `-` before one turns it round.
 *
 *   checkout                 words next to each other are one phrase, in service, operation or span id
 *   "is:error"               so is what stands in quotes
 *   service=cart  kind=client  status=error  operation=GET
 *   duration>10ms  self>=2ms  depth<4
 *   is:error  is:critical  is:orphan  has:events  has:links
 *   db.system.name=mysql  http.response.status_code>=500      an attribute of the span
 */
export type SpanTerm = { readonly negated: boolean } & (
  | { readonly type: "phrase"; readonly text: string }
  | { readonly type: "is"; readonly what: SpanTrait }
  | {
      readonly type: "compare";
      readonly key: string;
      readonly operator: CompareOperator;
      readonly value: string;
    }
);

export const SPAN_TRAITS = ["error", "critical", "orphan", "events", "links"] as const;
export type SpanTrait = (typeof SPAN_TRAITS)[number];

export type CompareOperator = "=" | "!=" | ">" | ">=" | "<" | "<=";

/** Keys that are not attributes: what the waterfall knows of every span. */
export const SPAN_FIELDS = [
  "service",
  "operation",
  "kind",
  "status",
  "duration",
  "self",
  "depth",
] as const;
export type SpanField = (typeof SPAN_FIELDS)[number];

const TOKEN = /-?(?:[^\s"=<>!]+(?:!=|>=|<=|=|>|<))?"[^"]*"?|\S+/g;
const COMPARISON = /^([\w./:@-]*[\w./@])(!=|>=|<=|=|>|<)(.+)$/s;
const TRAIT = /^(?:is|has):(\w+)$/;

/** The terms of a text. Every text has a meaning: what is no term is a word. */
export function parseSpanQuery(text: string): readonly SpanTerm[] {
  const terms: SpanTerm[] = [];
  let words: string[] = [];
  const endPhrase = (): void => {
    if (words.length > 0) {
      terms.push({ type: "phrase", negated: false, text: words.join(" ").toLowerCase() });
    }
    words = [];
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const term = termOf(token);
    if (term === undefined) words.push(token);
    else {
      endPhrase();
      terms.push(term);
    }
  }
  endPhrase();
  return terms;
}

/** The attributes that have to be known to answer. */
export function attributeKeysOf(terms: readonly SpanTerm[]): readonly string[] {
  return terms.flatMap((term) =>
    term.type === "compare" && !isSpanField(term.key) ? [term.key] : [],
  );
}

/** See SPAN_FIELDS. */
export function isSpanField(key: string): key is SpanField {
  return SPAN_FIELDS.some((field) => field === key);
}

/** The text with a term in it, or without it when it is there. */
export function toggleTerm(text: string, term: string): string {
  // TraceQL has no terms, so one takes its place.
  if (isTraceql(text)) return term;
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  const without = tokens.filter((token) => token !== term);
  return (without.length < tokens.length ? without : [...tokens, term]).join(" ");
}

/** The value that the text asks of a key with `=`; "" when it asks none. */
export function chosenValue(text: string, key: string): string {
  const term = isTraceql(text)
    ? undefined
    : parseSpanQuery(text).find((each) => isEqual(each, key));
  return term?.type === "compare" ? term.value : "";
}

/** The text with this value asked of a key, and no other one: all terms must hold. "" asks none. */
export function withChosen(text: string, key: string, value: string): string {
  const tokens = isTraceql(text) ? [] : [...text.matchAll(TOKEN)].map(([token]) => token);
  const others = tokens.filter((token) => !isEqual(termOf(token), key));
  return (value === "" ? others : [...others, comparisonText(key, "=", value)]).join(" ");
}

function isEqual(term: SpanTerm | undefined, key: string): boolean {
  return term?.type === "compare" && !term.negated && term.operator === "=" && term.key === key;
}

/** True when the term stands in the text, literally. */
export function hasTerm(text: string, term: string): boolean {
  return [...text.matchAll(TOKEN)].some(([token]) => token === term);
}

/** A comparison as text, in quotes where it needs them. */
export function comparisonText(key: string, operator: CompareOperator, value: string): string {
  const bare = /^[^\s"]+$/.test(value) ? value : `"${value.replaceAll('"', "")}"`;
  return `${key}${operator}${bare}`;
}

function isTraceql(text: string): boolean {
  return text.trim().startsWith("{");
}

function termOf(token: string): SpanTerm | undefined {
  const negated = token.startsWith("-") && token.length > 1;
  const body = negated ? token.slice(1) : token;
  const trait = TRAIT.exec(body)?.[1];
  const what = SPAN_TRAITS.find((name) => name === trait);
  if (what !== undefined) return { type: "is", negated, what };
  if (body.startsWith('"')) {
    const quoted = unquoted(body).toLowerCase();
    return quoted === "" ? undefined : { type: "phrase", negated, text: quoted };
  }
  const [, key, operator, value] = COMPARISON.exec(body) ?? [];
  if (key !== undefined && value !== undefined) {
    const comparison = { key, operator: operator as CompareOperator, value: unquoted(value) };
    return { type: "compare", negated, ...comparison };
  }
  return negated ? { type: "phrase", negated, text: body.toLowerCase() } : undefined;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1).replace(/"$/, "") : text;
}
