import { parsePastedId } from "./pasted-id.ts";

/** What the address of a comparison says. Everything is a text, so that people can read it. */
export interface CompareParams {
  /** The first trace, by its id. */
  readonly a?: string;
  /** The second one, or TYPICAL. */
  readonly b?: string;
  /** How far from the trace others of its operation are looked for: one of AROUNDS. */
  readonly around?: string;
  /** `list`: the differences one below the other, instead of the tree. */
  readonly view?: string;
  /** One of COMPARISON_ORDERS. */
  readonly sort?: string;
  /** `1`: only what differs. */
  readonly only?: string;
  /** Part of a name. */
  readonly find?: string;
  /** The chosen path, see path-keys.ts. */
  readonly path?: string;
  /** What is collapsed, see collapse-text.ts. */
  readonly closed?: string;
}

/** Instead of an id: what traces of the same operation have in common. */
export const TYPICAL = "typical";

/** What paths go by: when they began, or how much they differ in something. */
const COMPARISON_ORDERS = ["time", "self", "critical", "count", "errors"] as const;
export type ComparisonOrder = (typeof COMPARISON_ORDERS)[number];

const NAMES = [
  "a",
  "b",
  "around",
  "view",
  "sort",
  "only",
  "find",
  "path",
  "closed",
] as const satisfies readonly (keyof CompareParams)[];

/** The known, non-empty parameters of an address. */
export function toCompareParams(raw: Readonly<Record<string, unknown>>): CompareParams {
  const params: { -readonly [Name in keyof CompareParams]: string } = {};
  for (const name of NAMES) {
    const value = raw[name];
    if (typeof value === "string" && value !== "") params[name] = value;
  }
  return params;
}

/** The order of an address: by time in the tree, by self time in the list, unless it says another one. */
export function orderOf({ sort, view }: CompareParams): ComparisonOrder {
  const byDefault = view === "list" ? "self" : "time";
  return COMPARISON_ORDERS.find((order) => order === sort) ?? byDefault;
}

/** Before a trace and after it. */
export const AROUNDS = [
  { value: "1h", us: 3_600_000_000 },
  { value: "1d", us: 86_400_000_000 },
  { value: "7d", us: 7 * 86_400_000_000 },
] as const;
export type Around = (typeof AROUNDS)[number]["value"];

/** The one of an address; a day when it says nothing else. */
export function aroundOf({ around }: CompareParams): (typeof AROUNDS)[number] {
  return AROUNDS.find(({ value }) => value === around) ?? AROUNDS[1];
}

/** The traces of an address of Jaeger's, `<id>...<id>`, either of which may be missing; undefined when it is none. */
export function comparedByJaeger(text: string): CompareParams | undefined {
  const [, one = "", other = ""] =
    /^([0-9a-fA-F]{0,32})\.\.\.([0-9a-fA-F]{0,32})$/.exec(text) ?? [];
  return one === "" && other === "" ? undefined : toCompareParams({ a: one, b: other });
}

/** The id that a person pasted, in the form the address has it; undefined when it is none. */
export function comparedId(text: string): string | undefined {
  return parsePastedId(text)?.traceId;
}
