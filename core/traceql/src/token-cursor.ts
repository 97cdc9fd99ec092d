import { TRACEQL_NESTING_MAX } from "./limits.ts";
import type { Token } from "./token.ts";
import { type Place, TraceqlFault } from "./traceql-error.ts";

/** Where a parser is in the tokens of a query. Whatever does not fit throws a TraceqlFault. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;
  #nesting = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Where the part ends that began at `start` and has just been taken. */
  placeFrom({ start }: Place): Place {
    return { start, end: this.#tokens[this.#at - 1]!.place.end };
  }

  /** Takes the token; `end` stays. */
  take(): Token {
    const { token } = this;
    if (token.type !== "end") this.#at++;
    return token;
  }

  /** The text of the operator that is next; undefined when none is. */
  get operator(): string | undefined {
    const { token } = this;
    return token.type === "operator" ? token.text : undefined;
  }

  /** The word that is next; undefined when none is. */
  get word(): string | undefined {
    const { token } = this;
    return token.type === "word" ? token.text : undefined;
  }

  /** True, and takes it, when the operator is next. */
  skip(operator: string): boolean {
    if (this.operator !== operator) return false;
    this.take();
    return true;
  }

  expect(operator: string): void {
    if (!this.skip(operator)) this.unexpected(`"${operator}"`);
  }

  /** Refuses the next token. */
  unexpected(expecting: string): never {
    const { token } = this;
    const message = `unexpected ${describeToken(token)}, expecting ${expecting}`;
    throw new TraceqlFault("syntax", message, token.place);
  }

  /** Runs what is inside of a parenthesis or behind a sign: bounded, because it recurs. */
  nested<T>(parse: () => T): T {
    if (++this.#nesting > TRACEQL_NESTING_MAX) {
      const message = `parts can be nested at most ${TRACEQL_NESTING_MAX} deep`;
      throw new TraceqlFault("syntax", message, this.token.place);
    }
    const value = parse();
    this.#nesting--;
    return value;
  }
}

function describeToken(token: Token): string {
  switch (token.type) {
    case "operator":
      return `"${token.text}"`;
    case "word":
      return token.text;
    case "attribute":
      return `attribute ${token.name}`;
    case "static":
      return token.value.type;
    case "end":
      return "end of the query";
  }
}
