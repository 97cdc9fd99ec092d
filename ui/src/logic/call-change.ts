import type { OwnCallNumbers } from "@spanhouse/model";
import { text } from "../texts/graph.ts";
import { text as timeText } from "../texts/time.ts";
import { changeText } from "./range-params.ts";

/** How calls differ most from those of the time they are compared with. */
export interface CallChange {
  readonly kind: "new" | "gone" | "changed";
  readonly says: string;
}

type Compared = Pick<OwnCallNumbers, "callsPerSecond" | "errorRatio" | "p95Us">;

/** Less is no news: estimates and few calls differ by as much. */
const RATIO_MIN = 1.1;
const ERROR_SHARE_MIN = 0.01;

/** The clearest difference; undefined when nothing is compared, or nothing differs by much. */
export function callChange(now: Compared, before: Compared | undefined): CallChange | undefined {
  if (before === undefined) return undefined;
  if (now.callsPerSecond === 0 && before.callsPerSecond === 0) return undefined;
  if (before.callsPerSecond === 0) return { kind: "new", says: timeText.isNew };
  if (now.callsPerSecond === 0) return { kind: "gone", says: timeText.isGone };
  const errors = Math.abs(now.errorRatio - before.errorRatio);
  // Ten more failed calls in a hundred weigh as much as a rate or a duration times e.
  const differences = [
    { what: "errors", weight: errors >= ERROR_SHARE_MIN ? errors * 10 : 0, of: "errorRatio" },
    { what: "p95", weight: weightOf(now.p95Us, before.p95Us), of: "p95Us" },
    {
      what: "rate",
      weight: weightOf(now.callsPerSecond, before.callsPerSecond),
      of: "callsPerSecond",
    },
  ] as const;
  const [first] = [...differences].sort((one, other) => other.weight - one.weight);
  if (first!.weight === 0) return undefined;
  const { what, of } = first!;
  return { kind: "changed", says: text.changeOf(what, changeText(now[of], before[of])) };
}

function weightOf(now: number | null, before: number | null): number {
  const weight = Math.abs(Math.log((now ?? 0) / (before ?? 0)));
  return Number.isFinite(weight) && weight >= Math.log(RATIO_MIN) ? weight : 0;
}
