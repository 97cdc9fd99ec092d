import { type SubmitEvent, useId, useState } from "react";
import { useOperations } from "../../api/names.ts";
import { fromLocalField, toLocalField } from "../../logic/moment.ts";
import {
  CUSTOM_LOOKBACK,
  DEFAULT_LIMIT,
  DEFAULT_LOOKBACK,
  LOOKBACKS,
  type SearchParams,
  searchProblems,
  timeRangeUs,
  toSearchParams,
} from "../../logic/search-params.ts";
import { Combobox } from "../../widgets/Combobox.tsx";
import { Field } from "../../widgets/Field.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import styles from "./SearchForm.module.css";

interface SearchFormProps {
  /** What was asked last. Another form is made when it changes. */
  readonly params: SearchParams;
  readonly services: readonly string[];
  readonly busy: boolean;
  readonly onAsk: (params: SearchParams) => void;
}

/** The form of the search page. It asks when it is submitted, and only what can be understood. */
export function SearchForm({ params, services, busy, onAsk }: SearchFormProps) {
  const [draft, setDraft] = useState(params);
  const [checked, setChecked] = useState(true);
  const operations = useOperations(draft.service ?? "");
  const problems = checked ? searchProblems(draft) : {};
  const change = (part: Partial<Record<keyof SearchParams, string>>) => {
    setDraft({ ...draft, ...part });
    setChecked(false);
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(searchProblems(draft)).length === 0) onAsk(withoutDefaults(draft));
  };

  return (
    <form className={styles.form} aria-label="Search traces" onSubmit={submit} noValidate>
      <div className={styles.fields}>
        <Combobox
          label="Service"
          placeholder="any"
          value={draft.service ?? ""}
          options={services}
          onChange={(service) => change({ service, operation: "" })}
        />
        <Combobox
          label="Operation"
          placeholder={(draft.service ?? "") === "" ? "any; proposals need a service" : "any"}
          value={draft.operation ?? ""}
          options={operations.data ?? []}
          onChange={(operation) => change({ operation })}
        />
        <TextField
          label="Attributes"
          placeholder="http.route=/cart error=true"
          value={draft.tags ?? ""}
          problem={problems.tags}
          onChange={(tags) => change({ tags })}
        />
        <TextField
          label="Min duration"
          placeholder="100ms"
          value={draft.minDuration ?? ""}
          problem={problems.minDuration}
          onChange={(minDuration) => change({ minDuration })}
        />
        <TextField
          label="Max duration"
          placeholder="2s"
          value={draft.maxDuration ?? ""}
          problem={problems.maxDuration}
          onChange={(maxDuration) => change({ maxDuration })}
        />
        <TimeRange draft={draft} problem={problems.start} onChange={change} />
        <TextField
          label="Limit"
          inputMode="numeric"
          placeholder={String(DEFAULT_LIMIT)}
          value={draft.limit ?? ""}
          problem={problems.limit}
          onChange={(limit) => change({ limit })}
        />
        <button type="submit" className={styles.submit} aria-busy={busy}>
          <Icon name="search" />
          Find traces
        </button>
      </div>
    </form>
  );
}

interface TimeRangeProps {
  readonly draft: SearchParams;
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<Record<keyof SearchParams, string>>) => void;
}

function TimeRange({ draft, problem, onChange }: TimeRangeProps) {
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

/** Nothing in the address for what is empty, at its default, or without meaning. */
function withoutDefaults(draft: SearchParams): SearchParams {
  const custom = draft.lookback === CUSTOM_LOOKBACK;
  const trimmed = Object.fromEntries(
    Object.entries(draft).map(([name, value]) => [name, (value as string).trim()]),
  );
  return toSearchParams({
    ...trimmed,
    lookback: draft.lookback === DEFAULT_LOOKBACK ? "" : draft.lookback,
    limit: draft.limit === String(DEFAULT_LIMIT) ? "" : draft.limit?.trim(),
    start: custom ? draft.start : "",
    end: custom ? draft.end : "",
  });
}
