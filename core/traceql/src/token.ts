import type { AttributeScope, Static } from "./tree.ts";
import type { Place } from "./traceql-error.ts";

/** The smallest parts of a query, each with its place. */
export type Token = { readonly place: Place } & (
  | { readonly type: "operator"; readonly text: string }
  /** A keyword, the name of a function or of an intrinsic: `count`, `duration`, `span:name`. */
  | { readonly type: "word"; readonly text: string }
  | {
      readonly type: "attribute";
      readonly scope: AttributeScope;
      readonly parent: boolean;
      readonly name: string;
    }
  | { readonly type: "static"; readonly value: Static }
  | { readonly type: "end" }
);

/** Longest first: `!>>` is not `!` and `>>`. */
export const OPERATORS = [
  ...["!>>", "!<<", "&>>", "&<<"],
  ...["&&", "||", "!=", "!~", "=~", "<=", ">=", ">>", "<<", "!>", "!<", "&>", "&<", "&~"],
  ...["{", "}", "(", ")", ",", "|", "=", "<", ">", "~", "!", "+", "-", "*", "/", "%", "^"],
] as const;
