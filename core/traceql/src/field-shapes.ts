import type { FieldExpression } from "./tree.ts";

/** `a && b && c` as one list, which is no deeper than the two of them; what is no such chain alone. */
export function chainOf(field: FieldExpression, operator: "&&" | "||"): readonly FieldExpression[] {
  const parts = [];
  let left = field;
  while (left.type === "binary" && left.operator === operator) {
    parts.push(left.right);
    left = left.left;
  }
  return [left, ...parts.reverse()];
}

/** True for `resource.service.name`, which every span has. */
export function isServiceName(field: FieldExpression): boolean {
  return field.type === "attribute" && field.scope === "resource" && field.name === "service.name";
}
