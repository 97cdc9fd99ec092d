import { useId } from "react";
import { fromLocalField, toLocalField } from "../../logic/moment.ts";
import {
  CUSTOM_LOOKBACK,
  DEFAULT_LOOKBACK,
  LOOKBACKS,
  type SearchParams,
  timeRangeUs,
} from "../../logic/search-params.ts";
import { Field } from "../../widgets/Field.tsx";
import { TextField } from "../../widgets/TextField.tsx";

interface TimeRangeProps {
  readonly draft: SearchParams;
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<Record<keyof SearchParams, string>>) => void;
}

/** How far back to look, or from when to when. */
export function TimeRangeFields({ draft, problem, onChange }: TimeRangeProps) {
  const id = useId();
  const lookback = draft.lookback ?? DEFAULT_LOOKBACK;
  const known = LOOKBACKS.some(({ value }) => value === lookback);

  const choose = (value: string) => {
    const shown = timeRangeUs(draft, Date.now());
    if (value !== CUSTOM_LOOKBACK || shown === undefined) onChange({ lookback: value });
    // A range of one's own starts as the range that was shown.
    else onChange({ lookback: value, start: String(shown.startUs), end: String(shown.endUs) });
  };

  return (
    <>
      <Field label="Time" htmlFor={id}>
        <select id={id} value={lookback} onChange={(event) => choose(event.target.value)}>
          {LOOKBACKS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
          {!known && lookback !== CUSTOM_LOOKBACK && (
            <option value={lookback}>Last {lookback}</option>
          )}
          <option value={CUSTOM_LOOKBACK}>From … to …</option>
        </select>
      </Field>
      {lookback === CUSTOM_LOOKBACK && (
        <>
          <MomentField
            label="From"
            name="start"
            draft={draft}
            problem={problem}
            onChange={onChange}
          />
          <MomentField
            label="To"
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
      onChange={(text) => onChange({ [name]: String(fromLocalField(text) ?? "") })}
    />
  );
}
