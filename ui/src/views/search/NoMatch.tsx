import {
  DEFAULT_LOOKBACK,
  LOOKBACKS,
  lookbackParts,
  type SearchParams,
  withoutParams,
} from "../../logic/search-params.ts";
import { chipsOf, withoutChip } from "../../logic/search-chips.ts";
import { text } from "../../texts/search-results.tsx";
import { Notice } from "../../widgets/Notice.tsx";

/** Conditions that are offered to leave out. */
const OFFERED_MAX = 4;

/** Nothing was found: what could be asked instead, one click each. */
export function NoMatch({
  params,
  onAsk,
}: {
  readonly params: SearchParams;
  readonly onAsk: (params: SearchParams) => void;
}) {
  const { lookback = DEFAULT_LOOKBACK } = params;
  const at = LOOKBACKS.findIndex((value) => value === lookback);
  const further = LOOKBACKS[Math.min(Math.max(at + 1, 4), LOOKBACKS.length - 1)]!;
  const { amount, unit } = lookbackParts(further)!;
  return (
    <Notice
      tone="plain"
      title={text.noTraceMatches}
      actions={
        <>
          {further !== lookback && (
            <button
              type="button"
              onClick={() => onAsk({ ...withoutParams(params, "start", "end"), lookback: further })}
            >
              {text.searchLast(amount, unit)}
            </button>
          )}
          {chipsOf(params)
            .slice(0, OFFERED_MAX)
            .map((chip) => (
              <button key={chip.id} type="button" onClick={() => onAsk(withoutChip(params, chip))}>
                {text.without(chip.label)}
              </button>
            ))}
        </>
      }
    >
      {text.whatMatches}
    </Notice>
  );
}
