/**
 * How tightly operators bind, from loosest; the same inside of braces and between them. `&&` and `||` are equal, and read
 * from the left: `a || b && c` is `(a || b) && c`.
 */
const LEVELS: readonly (readonly string[])[] = [
  ["&&", "||"],
  [
    ...["=", "!=", "<", "<=", ">", ">=", "=~", "!~"],
    ...[">>", "<<", "~", "!>", "!<", "!>>", "!<<", "&>", "&<", "&>>", "&<<", "&~"],
  ],
  ["+", "-"],
  // The sign `!` stands here.
  [],
  ["*", "/", "%"],
  ["^"],
];

const PRECEDENCES: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((one) => [one, level + 1] as const)),
);

export const NOT_PRECEDENCE = 4;
/** Of the sign `-`: tighter than any operator between two. */
export const MINUS_PRECEDENCE = 7;

/** From 1; 0 for what is no operator between two. */
export function precedenceOf(operator: string | undefined): number {
  return operator === undefined ? 0 : (PRECEDENCES.get(operator) ?? 0);
}

/** The loosest that may stand to the right of it. */
export function rightPrecedenceOf(operator: string): number {
  return operator === "^" ? precedenceOf(operator) : precedenceOf(operator) + 1;
}

export const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "^"]);
export const ORDERS: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);
