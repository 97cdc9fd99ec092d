import { lookbackOptions } from "../../logic/lookback.ts";
import { fromLocalField, toLocalField } from "../../logic/moment.ts";
import {
  CUSTOM_LOOKBACK,
  DEFAULT_LOOKBACK,
  type SearchParams,
  timeRangeUs,
} from "../../logic/search-params.ts";
import { text } from "../../texts/search-form.tsx";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";

interface TimeRangeProps {
  readonly draft: SearchParams;
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<Record<keyof SearchParams, string>>) => void;
}

/** How far back to look, or from when to when. */
export function TimeRangeFields({ draft, problem, onChange }: TimeRangeProps) {
  const lookback = draft.lookback ?? DEFAULT_LOOKBACK;

  const choose = (value: string) => {
    const shown = timeRangeUs(draft, Date.now());
    if (value !== CUSTOM_LOOKBACK || shown === undefined) onChange({ lookback: value });
    // A range of one's own starts as the range that was shown.
    else onChange({ lookback: value, start: String(shown.startUs), end: String(shown.endUs) });
  };

  return (
    <>
      <SelectField
        label={text.time}
        value={lookback}
        options={lookbackOptions(lookback)}
        onChange={choose}
      />
      {lookback === CUSTOM_LOOKBACK && (
        <>
          <MomentField
            label={text.from}
            name="start"
            draft={draft}
            problem={problem}
            onChange={onChange}
          />
          <MomentField
            label={text.to}
            name="end"
            draft={draft}
            problem={undefined}
            onChange={onChange}
          />
        </>
      )}
    </>
  );
}

function MomentField({
  label,
  name,
  draft,
  problem,
  onChange,
}: TimeRangeProps & { readonly label: string; readonly name: "start" | "end" }) {
  const unixUs = Number(draft[name] ?? NaN);
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={Number.isFinite(unixUs) ? toLocalField(unixUs) : ""}
      problem={problem}
      onChange={(typed) => onChange({ [name]: String(fromLocalField(typed) ?? "") })}
    />
  );
}
