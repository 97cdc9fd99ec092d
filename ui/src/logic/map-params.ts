import { pickTexts } from "./pick-texts.ts";
import type { RangeParams } from "./range-params.ts";

/** What the service map shows, as it stands in the address. */
export interface MapParams extends RangeParams {
  /** One of MAP_VIEWS; absent means the graph. */
  readonly view?: string;
  /** One of MAP_LEVELS; absent means services, and in the graph namespaces when these are too many. */
  readonly level?: string;
  /** Name or id of the node in the middle. */
  readonly focus?: string;
  /** How many calls away from it: 1 to 3. */
  readonly depth?: string;
  /** Only what is in this namespace, and what it calls or is called by. */
  readonly within?: string;
  /** Part of a name. */
  readonly find?: string;
  /** Id of the chosen node, or of two with a line break between: the chosen edge. */
  readonly chosen?: string;
  /** Column the table is sorted by; `-` before it means ascending. */
  readonly sort?: string;
}

export const MAP_VIEWS = ["graph", "matrix", "table"] as const;
export type MapView = (typeof MAP_VIEWS)[number];

export const MAP_LEVELS = [
  "service",
  "namespace",
  "workload",
  "pod",
  "node",
  "host",
  "environment",
] as const;
export type MapLevel = (typeof MAP_LEVELS)[number];

const NAMES = [
  "lookback",
  "start",
  "end",
  "compare",
  "view",
  "level",
  "focus",
  "depth",
  "within",
  "find",
  "chosen",
  "sort",
] as const satisfies readonly (keyof MapParams)[];

/** The known, non-empty parameters of an address. */
export function toMapParams(raw: Readonly<Record<string, unknown>>): MapParams {
  return pickTexts(raw, NAMES);
}

/** The view that is asked for; anything unknown is the graph. */
export function mapViewOf({ view }: MapParams): MapView {
  return MAP_VIEWS.find((value) => value === view) ?? "graph";
}

/** The level that is asked for; undefined when it is left to the page. */
export function mapLevelOf({ level }: MapParams): MapLevel | undefined {
  return MAP_LEVELS.find((value) => value === level);
}

/** 1 to 3. */
export function mapDepthOf({ depth }: MapParams): number {
  return depth === "2" || depth === "3" ? Number(depth) : 1;
}
