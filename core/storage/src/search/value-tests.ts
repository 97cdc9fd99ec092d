/**
 * SQL of a test for a value of each type: a function of the value's SQL, or undefined where no value of
 * that type passes. `PRESENT` stands for "all pass", so that callers can ask for a key alone.
 */
export interface ValueSql {
  readonly string?: OfValue;
  /** The only strings that pass, as a parameter: one, or an array. */
  readonly equalString?: EqualString;
  /** Of a signed integer. */
  readonly int?: OfValue;
  /** The same of an unsigned one: the engine takes 2^63 and -2^63 for equal when one is signed and one is not. */
  readonly uint?: OfValue;
  readonly double?: OfValue;
  readonly bool?: OfValue;
  /** Of attribute text: arrays, lists, bytes, empty values. */
  readonly other?: OfValue;
}

export type EqualString = { readonly text: string } | { readonly texts: string };

export type OfValue = ((value: string) => string) | typeof PRESENT;

export const PRESENT = "present";
