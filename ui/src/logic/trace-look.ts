import type { AttributeColumns } from "./attribute-columns.ts";
import { type ServiceColour, serviceColours } from "./service-colours.ts";
import { type TextColumn, textColumnOf } from "./span-statistics.ts";
import type { TimeScale } from "./time-scale.ts";
import type { TraceModel } from "./trace-model.ts";

/** How rows are drawn: where moments are, and in which colours. */
export interface TraceLook {
  readonly scale: TimeScale;
  /** `colours[colourOf[row]]`; rows without a value have NO_COLOUR. */
  readonly colours: readonly ServiceColour[];
  readonly colourOf: ArrayLike<number>;
}

/** What has no value is grey. */
export const NO_COLOUR: ServiceColour = { light: "#8b877d", dark: "#767e8a" };

const STATUS_COLOURS: readonly ServiceColour[] = [
  { light: "#2d85b4", dark: "#6abbec" },
  { light: "#148363", dark: "#4ba581" },
  { light: "#ad1f1b", dark: "#ff9187" },
];

/** From little self time to much; the shares of the trace's duration from which the next ones hold. */
const SELF_COLOURS: readonly ServiceColour[] = [
  { light: "#8fa8b8", dark: "#4d626f" },
  { light: "#4d8fae", dark: "#5f97b5" },
  { light: "#a86a10", dark: "#dba04a" },
  { light: "#8d2207", dark: "#ff9d7d" },
];
const SELF_SHARES = [0.01, 0.05, 0.2];

/** The colours of a trace by service, operation, kind, status, self time or an attribute: the same for everybody. */
export function coloursBy(
  model: TraceModel,
  key: string,
  attributes?: AttributeColumns,
): Omit<TraceLook, "scale"> {
  if (key === "service") return { colours: model.colours, colourOf: model.trace.spans.service };
  if (key === "status") return { colours: STATUS_COLOURS, colourOf: model.trace.spans.status };
  if (key === "self") return { colours: SELF_COLOURS, colourOf: selfSteps(model) };
  const column: TextColumn = textColumnOf(model.trace, key, attributes) ?? { values: [], of: [] };
  const colours = serviceColours(column.values);
  return { colours: column.values.map((value) => colours.get(value)!), colourOf: column.of };
}

/** The colour of a row. */
export function colourOfRow({ colours, colourOf }: TraceLook, row: number): ServiceColour {
  return colours[colourOf[row] ?? -1] ?? NO_COLOUR;
}

/** By row: which of SELF_COLOURS its share of the trace's time has. */
function selfSteps({ trace: { spans, durationUs } }: TraceModel): Uint8Array {
  return Uint8Array.from(spans.durationUs, (us, row) => {
    const share = (us - spans.coveredUs[row]!) / Math.max(durationUs, Number.MIN_VALUE);
    return SELF_SHARES.filter((from) => share >= from).length;
  });
}
