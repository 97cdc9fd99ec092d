import { text } from "../texts/trace-colours.ts";
import type { AttributeColumns } from "./attribute-columns.ts";
import { durationRanks, RANKED_SPANS_MIN } from "./duration-ranks.ts";
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
  /** What the colours mean, where they are steps and not names. */
  readonly legend?: readonly LegendEntry[];
  /** Rows whose bars have a pattern as well as a colour. */
  readonly isMarked?: (row: number) => boolean;
  /** What the colour of a row says, in words. */
  readonly saysOf?: (row: number) => string;
}

export interface LegendEntry {
  readonly colour: ServiceColour;
  readonly says: string;
  readonly isMarked?: boolean;
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

/** From fast to slow: the shares of the operation's spans that are faster from which the next ones hold. */
const RANK_COLOURS: readonly ServiceColour[] = [...SELF_COLOURS, NO_COLOUR];
const RANK_SHARES = [0.5, 0.75, 0.95];
const RANK_SLOWEST = RANK_SHARES.length;
const RANK_UNKNOWN = RANK_COLOURS.length - 1;

/** The colours of a trace by service, operation, kind, status, self time, percentile or an attribute: the same for everybody. */
export function coloursBy(
  model: TraceModel,
  key: string,
  attributes?: AttributeColumns,
): Omit<TraceLook, "scale"> {
  if (key === "service") return { colours: model.colours, colourOf: model.trace.spans.service };
  if (key === "status") return { colours: STATUS_COLOURS, colourOf: model.trace.spans.status };
  if (key === "self") return selfColours(model);
  if (key === "percentile") return rankColours(model);
  const column: TextColumn = textColumnOf(model.trace, key, attributes) ?? { values: [], of: [] };
  const colours = serviceColours(column.values);
  return { colours: column.values.map((value) => colours.get(value)!), colourOf: column.of };
}

/** The colour of a row. */
export function colourOfRow({ colours, colourOf }: TraceLook, row: number): ServiceColour {
  return colours[colourOf[row] ?? -1] ?? NO_COLOUR;
}

function selfColours(model: TraceModel): Omit<TraceLook, "scale"> {
  const legend = SELF_COLOURS.map((colour, step) => ({
    colour,
    says:
      step === 0
        ? text.selfBelow(percent(SELF_SHARES[0]!))
        : text.selfFrom(percent(SELF_SHARES[step - 1]!)),
  }));
  return { colours: SELF_COLOURS, colourOf: selfSteps(model), legend };
}

/** How slow a span is among those of its service and operation in this trace. */
function rankColours({ trace }: TraceModel): Omit<TraceLook, "scale"> {
  const { share, groupSize } = durationRanks(trace);
  const colourOf = Uint8Array.from(share, (faster) =>
    Number.isNaN(faster) ? RANK_UNKNOWN : RANK_SHARES.filter((from) => faster >= from).length,
  );
  const says = [text.fasterHalf, text.slowerHalf, text.slowestQuarter, text.slowestTwentieth];
  const legend = RANK_COLOURS.map((colour, step) => ({
    colour,
    says: says[step] ?? text.fewerThan(RANKED_SPANS_MIN),
    isMarked: step === RANK_SLOWEST,
  }));
  return {
    ...{ colours: RANK_COLOURS, colourOf, legend },
    isMarked: (row) => colourOf[row] === RANK_SLOWEST,
    saysOf: (row) => {
      const count = groupSize(row);
      return colourOf[row] === RANK_UNKNOWN
        ? text.tooFewToCompare(count)
        : text.slowerThan(Math.floor(share[row]! * 100), count);
    },
  };
}

function percent(share: number): number {
  return Math.round(share * 100);
}

/** By row: which of SELF_COLOURS its share of the trace's time has. */
function selfSteps({ trace: { spans, durationUs } }: TraceModel): Uint8Array {
  return Uint8Array.from(spans.durationUs, (us, row) => {
    const share = (us - spans.coveredUs[row]!) / Math.max(durationUs, Number.MIN_VALUE);
    return SELF_SHARES.filter((from) => share >= from).length;
  });
}
