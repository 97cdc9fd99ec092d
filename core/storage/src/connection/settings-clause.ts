import type { Settings } from "./engine.ts";
import { identifier, stringLiteral } from "./sql-literal.ts";

/** `SETTINGS a = 1, b = 'x'`, for engines that take settings with the query. */
export function settingsClause(settings: Settings): string {
  const pairs = Object.entries(settings).map(
    ([name, value]) =>
      `${identifier(name)} = ${typeof value === "string" ? stringLiteral(value) : String(value)}`,
  );
  return `SETTINGS ${pairs.join(", ")}`;
}
