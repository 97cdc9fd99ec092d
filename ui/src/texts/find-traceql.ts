import { defineTexts } from "./define-texts.ts";

/** Why a query in the find bar has no answer. */
export const text = defineTexts("find-traceql", {
  cannotBeFound: (operand: string) => `${operand} cannot be found in a trace`,
});
