import { CodedError } from "@spanhouse/base";
import { SEARCH_MAP_CONDITIONS_MAX } from "../limits.ts";
import type { PositivePredicate } from "./positive-predicate.ts";

/** Throws QUERY_TOO_LARGE for more conditions on attributes than the engine can plan in time. */
export function checkMapConditions(where: PositivePredicate): void {
  const count = countMapConditions(where);
  if (count <= SEARCH_MAP_CONDITIONS_MAX) return;
  throw new CodedError(
    "QUERY_TOO_LARGE",
    `The search asks for ${count} attributes, and at most ${SEARCH_MAP_CONDITIONS_MAX} are looked up: ` +
      "values of one attribute count once, an attribute of the span or its resource twice.",
  );
}

function countMapConditions(where: PositivePredicate): number {
  let count = 0;
  const open = [where];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "value") count += "attribute" in node.place ? 1 : 0;
    else if (node.type === "not") open.push(node.of);
    else if (node.type === "some") open.push(node.where);
    else open.push(...node.of);
  }
  return count;
}
