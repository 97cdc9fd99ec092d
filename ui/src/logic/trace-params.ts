/** What the address of a trace says beside its id. */
export interface TraceParams {
  /** The selected span: its id, and `.n` behind it for the nth other span with the same id. */
  readonly span?: string;
  /** The text that is looked for. Jaeger's name for it, `uiFind`, is understood too. */
  readonly find?: string;
}

/** The known, non-empty parameters of an address. */
export function toTraceParams(raw: Readonly<Record<string, unknown>>): TraceParams {
  const span = textOf(raw["span"]);
  const find = textOf(raw["find"]) ?? textOf(raw["uiFind"]);
  return {
    ...(span === undefined ? {} : { span }),
    ...(find === undefined ? {} : { find }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
