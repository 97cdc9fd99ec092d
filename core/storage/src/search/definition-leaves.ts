import { SPAN_FIELDS } from "@spanhouse/model";
import type { PositivePredicate, ValueCondition } from "./positive-predicate.ts";

/** A condition on what a span shares with others: its resource or its scope. */
export interface DefinitionLeaf {
  readonly level: DefinitionLevel;
  readonly condition: ValueCondition;
  /** How often the predicate has it. */
  readonly uses: number;
}

export type DefinitionLevel = "resource" | "scope";

/** The level when the condition is on a resource or scope. */
export function definitionLevelOf({ place }: ValueCondition): DefinitionLevel | undefined {
  const level = "field" in place ? SPAN_FIELDS[place.field].level : place.level;
  return level === "resource" || level === "scope" ? level : undefined;
}

/** The same for conditions that ask the same. */
export function leafKey(condition: ValueCondition): string {
  return JSON.stringify(condition, (_, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? 0 : value,
  );
}

/** All conditions on resources and scopes, each once. */
export function definitionLeaves(predicate: PositivePredicate): readonly DefinitionLeaf[] {
  const leaves = new Map<string, DefinitionLeaf>();
  const open: PositivePredicate[] = [predicate];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "value") {
      const level = definitionLevelOf(node);
      if (level === undefined) continue;
      const key = leafKey(node);
      const uses = (leaves.get(key)?.uses ?? 0) + 1;
      leaves.set(key, { level, condition: node, uses });
    } else if (node.type === "not") open.push(node.of);
    else if (node.type === "some") open.push(node.where);
    else open.push(...node.of);
  }
  return [...leaves.values()];
}
