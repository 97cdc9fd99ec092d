import { fromLocalField, toLocalField } from "../logic/moment.ts";
import { lookbackOptions } from "../logic/lookback.ts";
import {
  comparisonOptions,
  type RangeParams,
  rangeUs,
  steppedRange,
} from "../logic/range-params.ts";
import { CUSTOM_LOOKBACK, DEFAULT_LOOKBACK } from "../logic/search-params.ts";
import { text } from "../texts/range-fields.ts";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import styles from "./RangeFields.module.css";
import { SelectField } from "./SelectField.tsx";
import { TextField } from "./TextField.tsx";

interface RangeFieldsProps {
  readonly params: RangeParams;
  /** Empty texts take a parameter away. */
  readonly onChange: (part: RangeParams) => void;
  readonly onRefresh: () => void;
}

/** Which time is shown, what it is compared with, and buttons to the times before and after. */
export function RangeFields({ params, onChange, onRefresh }: RangeFieldsProps) {
  const lookback = params.lookback ?? DEFAULT_LOOKBACK;
  const custom = lookback === CUSTOM_LOOKBACK;
  const step = (direction: -1 | 1) =>
    onChange(steppedRange(rangeUs(params, Date.now()), direction, Date.now()));

  const choose = (value: string) => {
    if (value !== CUSTOM_LOOKBACK) {
      onChange({ lookback: value === DEFAULT_LOOKBACK ? "" : value, start: "", end: "" });
      return;
    }
    // A range of one's own starts as the range that was shown.
    const { startUs, endUs } = rangeUs(params, Date.now());
    onChange({ lookback: value, start: String(startUs), end: String(endUs) });
  };

  return (
    <>
      <div className={styles.time}>
        <IconButton label={text.timeBefore} onClick={() => step(-1)}>
          <span className={styles.back}>
            <Icon name="chevron" />
          </span>
        </IconButton>
        <SelectField
          label={text.time}
          value={lookback}
          options={lookbackOptions(lookback)}
          onChange={choose}
        />
        <IconButton label={text.timeAfter} disabled={!custom} onClick={() => step(1)}>
          <Icon name="chevron" />
        </IconButton>
        <IconButton label={text.loadAgain} onClick={onRefresh}>
          <Icon name="refresh" />
        </IconButton>
      </div>
      {custom && (
        <>
          <Moment name="start" label={text.from} params={params} onChange={onChange} />
          <Moment name="end" label={text.to} params={params} onChange={onChange} />
        </>
      )}
      <SelectField
        label={text.compareWith}
        value={params.compare ?? ""}
        options={[{ value: "", label: text.nothing }, ...comparisonOptions()]}
        onChange={(compare) => onChange({ compare })}
      />
    </>
  );
}

function Moment({
  name,
  label,
  params,
  onChange,
}: Omit<RangeFieldsProps, "onRefresh"> & {
  readonly name: "start" | "end";
  readonly label: string;
}) {
  const unixUs = Number(params[name] ?? NaN);
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={Number.isFinite(unixUs) ? toLocalField(unixUs) : ""}
      onChange={(moment) => {
        const us = fromLocalField(moment);
        if (us !== undefined) onChange({ [name]: String(us) });
      }}
    />
  );
}
