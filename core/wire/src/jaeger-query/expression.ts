import { many, message, oneOf, sub, text, type Message } from "../message/message.ts";
import type { ProtoFile } from "../message/proto-file.ts";

/**
 * The structured filter of Jaeger's API v3 (`jaeger.expression.v1`): a tree of calls whose leaves are
 * attributes, fields and constants. Here is only its form; what it means is known by who searches.
 */

export interface FilterCall {
  readonly op?: string | undefined;
  readonly args?: readonly FilterExpression[] | undefined;
}

/** One member is set. */
export interface FilterExpression {
  readonly attr?: { readonly key?: string; readonly level?: string } | undefined;
  readonly field?: { readonly name?: string; readonly level?: string } | undefined;
  readonly nested?: { readonly level?: string } | undefined;
  readonly scalar?: { readonly value?: string; readonly type?: string } | undefined;
  readonly list?: { readonly values?: readonly string[]; readonly type?: string } | undefined;
  readonly call?: FilterCall | undefined;
}

const PACKAGE = "jaeger.expression.v1";

const ATTRIBUTE = message(`${PACKAGE}.AttributeReference`, { key: text(1), level: text(2) });
const FIELD = message(`${PACKAGE}.FieldReference`, { name: text(1), level: text(2) });
const NESTED = message(`${PACKAGE}.NestedReference`, { level: text(1) });
const SCALAR = message(`${PACKAGE}.Scalar`, { value: text(1), type: text(2) });
const LIST = message(`${PACKAGE}.List`, { values: many(text(1)), type: text(2) });

type Expression = Message<FilterExpression, FilterExpression>;

export const CALL: Message<FilterCall, FilterCall> = message(`${PACKAGE}.Call`, {
  op: text(1),
  args: many(sub(2, (): Expression => EXPRESSION)),
});

const EXPRESSION: Expression = message(`${PACKAGE}.Expression`, {
  attr: oneOf(
    "term",
    sub(1, () => ATTRIBUTE),
  ),
  field: oneOf(
    "term",
    sub(2, () => FIELD),
  ),
  nested: oneOf(
    "term",
    sub(3, () => NESTED),
  ),
  scalar: oneOf(
    "term",
    sub(4, () => SCALAR),
  ),
  list: oneOf(
    "term",
    sub(5, () => LIST),
  ),
  call: oneOf(
    "term",
    sub(6, () => CALL),
  ),
}) as Expression;

export const EXPRESSION_FILE: ProtoFile = {
  name: "expression/v1/expression.proto",
  package: PACKAGE,
  imports: [],
  messages: [EXPRESSION, ATTRIBUTE, FIELD, NESTED, SCALAR, LIST, CALL],
  enums: [],
  services: [],
};
