import type { SqlParameter } from "../connection/engine.ts";

/** The parameters of a query that is being written. */
export class SqlParameters {
  readonly #values: Record<string, SqlParameter> = {};
  readonly #placeholders = new Map<string, string>();

  /** The placeholder of a value; the same value of the same type has one. */
  add(value: SqlParameter, type: string): string {
    const key = `${type} ${typeof value} ${typeof value === "object" ? JSON.stringify(value.map(textOf)) : textOf(value)}`;
    const known = this.#placeholders.get(key);
    if (known !== undefined) return known;
    const name = `p${this.#placeholders.size}`;
    const placeholder = `{${name}:${type}}`;
    this.#values[name] = value;
    this.#placeholders.set(key, placeholder);
    return placeholder;
  }

  get values(): Readonly<Record<string, SqlParameter>> {
    return this.#values;
  }
}

function textOf(value: string | number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
