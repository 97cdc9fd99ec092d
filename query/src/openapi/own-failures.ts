import { json, type AnswerDescription } from "./route-description.ts";
import { ref } from "./schema.ts";

/** What the routes of the own API answer when they cannot answer. */

export const INVALID = json(
  400,
  "A parameter cannot be understood; the message names it.",
  ref("OwnErrorBody"),
);
const TOO_LARGE = json(
  422,
  "The store would need too much memory or too many rows; ask for a shorter time.",
  ref("OwnErrorBody"),
);
export const NOT_FOUND = json(404, "There is no such trace or span.", ref("OwnErrorBody"));

/** What every route of the own API may answer besides. */
export const TROUBLE: readonly AnswerDescription[] = [
  TOO_LARGE,
  json(
    503,
    "The store does not answer, or not in time, or too much is asked at once.",
    ref("OwnErrorBody"),
  ),
  json(500, "A bug; the log has the details.", ref("OwnErrorBody")),
];
