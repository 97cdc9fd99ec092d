import { assert } from "@spanhouse/base";
import type { Query, SqlParameter } from "./engine.ts";

/**
 * Values as ClickHouse SQL literals. The embedded engine binds parameters for the whole process, one
 * query at a time, so there `{name:Type}` is replaced by `CAST(<literal>, '<Type>')`, which is what a
 * server does with a parameter as well.
 */

const PLACEHOLDER = /\{([a-zA-Z_][a-zA-Z0-9_]*):([A-Za-z0-9(), ]+)\}/g;

/** The text in single quotes. Quotes, backslashes and control characters are escaped. */
export function stringLiteral(text: string): string {
  let literal = "'";
  for (const char of text) literal += escaped(char);
  return `${literal}'`;
}

function escaped(char: string): string {
  if (char === "'" || char === "\\") return `\\${char}`;
  const code = char.codePointAt(0)!;
  return code < 32 ? `\\x${code.toString(16).padStart(2, "0")}` : char;
}

/** A number as SQL. Only finite ones have a literal. */
export function numberLiteral(value: number | bigint): string {
  assert(typeof value === "bigint" || Number.isFinite(value), "a number literal must be finite");
  return String(value);
}

/** An id of 16 or 8 bytes given as lower-case hexadecimal. Anything else is a bug of the caller. */
export function idLiteral(hex: string): string {
  assert(/^(?:[0-9a-f]{32}|[0-9a-f]{16})$/.test(hex), "an id is 16 or 32 hexadecimal digits");
  return `unhex('${hex}')`;
}

/**
 * A subquery of many ids of one length, for `IN`: the engine takes them from one literal. As 10,000 literals they
 * cost it four times as much.
 */
export function idsSubquery(hexIds: readonly string[]): string {
  const bytes = hexIds[0]!.length / 2;
  const all = hexIds.map((id) => {
    assert(id.length === bytes * 2 && /^[0-9a-f]+$/.test(id), "ids are hexadecimal, of one length");
    return id;
  });
  const one = `substring(unhex('${all.join("")}'), number * ${bytes} + 1, ${bytes})`;
  return `SELECT toFixedString(${one}, ${bytes}) FROM numbers(${hexIds.length})`;
}

/** A name of a table, column or database in backquotes. */
export function identifier(name: string): string {
  assert(/^[A-Za-z0-9_.]+$/.test(name), "names are letters, digits, _ and .");
  return `\`${name}\``;
}

/** The text of a query whose parameters are all in place. */
export function withLiterals({ sql, parameters }: Query): string {
  return sql.replace(PLACEHOLDER, (_, name: string, type: string) => {
    const value = parameters?.[name];
    assert(value !== undefined, `the parameter ${name} has no value`);
    return `CAST(${literalOf(value)}, '${type}')`;
  });
}

function literalOf(value: SqlParameter): string {
  if (typeof value === "string") return stringLiteral(value);
  // Text, because a bare 64-bit literal may take a smaller or a floating type first.
  if (typeof value === "number" || typeof value === "bigint") return `'${numberLiteral(value)}'`;
  return `[${value.map(literalOf).join(",")}]`;
}
