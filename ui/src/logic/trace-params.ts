import { withoutTraceId } from "./jaeger-span.ts";

/** What the address of a trace says beside its id. Everything is a text, so that people can read it. */
export interface TraceParams {
  /** The selected span: its id, and `.n` behind it for the nth other span with the same id. */
  readonly span?: string;
  /** The text of the find bar, see span-query.ts. Jaeger's name for it, `uiFind`, is understood too. */
  readonly find?: string;
  /** One of TRACE_VIEWS; the timeline when it is missing. */
  readonly view?: string;
  /** What the statistics are by: a field of spans or an attribute. */
  readonly by?: string;
  /** What gives the bars their colours; the service when it is missing. */
  readonly colour?: string;
  /** `service`: the flame chart has lanes for each service. */
  readonly lanes?: string;
  /** `table`: the graph of calls is a table, whatever its size. */
  readonly calls?: string;
  /** `critical`: paths are as wide as the trace waited for them, not as they were at work. */
  readonly wide?: string;
  /** `1`: paths lead from operations up to their callers, not down from the root. */
  readonly up?: string;
  /** `1`: only spans that match, and what they are in. */
  readonly only?: string;
  /** The span whose subtree alone is shown, as in `span`. */
  readonly root?: string;
  /** `0`: similar siblings are not folded. */
  readonly fold?: string;
  /** Attributes that rows show: keys with commas between. */
  readonly rows?: string;
  /** `1`: linked traces are shown on the same timeline. */
  readonly linked?: string;
  /** `1`: idle stretches are drawn short. */
  readonly gaps?: string;
  /** The window of time: two numbers of microseconds since the start of the trace, `1200.5-1800`. */
  readonly window?: string;
  /** What is collapsed, see collapse-text.ts. */
  readonly closed?: string;
  /** `1`: the trace is of the file that was opened, not of the store. */
  readonly file?: string;
}

const NAMES = [
  "span",
  "find",
  "view",
  "by",
  "colour",
  "lanes",
  "calls",
  "wide",
  "up",
  "only",
  "root",
  "fold",
  "rows",
  "linked",
  "gaps",
  "window",
  "closed",
  "file",
] as const satisfies readonly (keyof TraceParams)[];

export const TRACE_VIEWS = ["timeline", "flame", "statistics", "paths", "calls"] as const;
export type TraceViewName = (typeof TRACE_VIEWS)[number];

/** The known, non-empty parameters of an address. */
export function toTraceParams(raw: Readonly<Record<string, unknown>>): TraceParams {
  const params: { -readonly [Name in keyof TraceParams]: string } = {};
  for (const name of NAMES) {
    const value = textOf(raw[name]) ?? (name === "find" ? textOf(raw["uiFind"]) : undefined);
    if (value !== undefined) params[name] = name === "span" ? withoutTraceId(value) : value;
  }
  return params;
}

/** Whether two addresses say the same. */
export function sameTraceParams(one: TraceParams, other: TraceParams): boolean {
  return NAMES.every((name) => one[name] === other[name]);
}

/** The view of an address. */
export function viewOf({ view }: TraceParams): TraceViewName {
  return TRACE_VIEWS.find((name) => name === view) ?? "timeline";
}

/** Figures that spans can be found or coloured by and that are no groups. */
const FIGURES = ["duration", "self", "depth", "percentile"];

/** What the statistics of an address are by; the service when it says nothing that makes groups. */
export function groupingOf({ by = "service" }: TraceParams): string {
  return FIGURES.includes(by) ? "service" : by;
}

/** The two ends of `window`, or undefined when it is not two numbers. */
export function parseWindow(text: string | undefined): readonly [number, number] | undefined {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? "") ?? [];
  if (from === undefined || to === undefined || Number(from) >= Number(to)) return undefined;
  return [Number(from), Number(to)];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
