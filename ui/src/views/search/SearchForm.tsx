import { type SubmitEvent, useMemo, useRef, useState } from "react";
import { useOperations } from "../../api/names.ts";
import { looksLikeId } from "../../logic/pasted-id.ts";
import { withCondition, withoutChip } from "../../logic/search-chips.ts";
import { parseConditions } from "../../logic/search-conditions.ts";
import { parseFilter } from "../../logic/search-filter.ts";
import {
  CUSTOM_LOOKBACK,
  DEFAULT_LIMIT,
  DEFAULT_LOOKBACK,
  type SearchParams,
  toSearchParams,
  withoutParams,
  withoutShown,
} from "../../logic/search-params.ts";
import { searchProblems } from "../../logic/search-problems.ts";
import {
  isTraceql,
  refusedTraceql,
  type TraceqlProblem,
  traceqlProblem,
} from "../../logic/traceql-text.ts";
import { text } from "../../texts/search-form.tsx";
import { Combobox } from "../../widgets/Combobox.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import { useCommands } from "../../widgets/use-commands.ts";
import { useOpenId } from "../../widgets/use-open-id.ts";
import { SearchBar } from "./SearchBar.tsx";
import styles from "./SearchForm.module.css";
import { TimeRangeFields } from "./TimeRangeFields.tsx";
import { TraceqlLine } from "./TraceqlLine.tsx";

interface SearchFormProps {
  /** What was asked last. When it changes, the form takes it over. */
  readonly params: SearchParams;
  readonly services: readonly string[];
  readonly busy: boolean;
  /** What the server says about the TraceQL of `params`, when it does not answer it. */
  readonly refusal: string | undefined;
  readonly onAsk: (params: SearchParams) => void;
}

/** The bar and the form of the search page, which write the same search. It is asked when it can be understood. */
export function SearchForm({ params, services, busy, refusal, onAsk }: SearchFormProps) {
  const asked = JSON.stringify(withoutShown(params, "order"));
  const [seen, setSeen] = useState(asked);
  const [draft, setDraft] = useState(params);
  const [typed, setTyped] = useState(params.q ?? "");
  const [checked, setChecked] = useState(true);
  const inputRef = useRef<HTMLInputElement>(null);
  const { openId, problem: openProblem } = useOpenId();
  const operations = useOperations(draft.service ?? "");
  const syntax = useMemo(() => (isTraceql(typed) ? traceqlProblem(typed) : undefined), [typed]);
  const whole = syntax === undefined ? withTyped(draft, typed) : undefined;
  const problems = checked ? searchProblems(whole ?? draft) : {};
  const place = checked ? (syntax ?? refusedPlace(params, typed, refusal)) : undefined;
  useCommands({
    title: text.conditions,
    commands: [{ name: text.writeConditions, key: "/", run: () => inputRef.current?.focus() }],
  });
  if (seen !== asked) {
    setSeen(asked);
    setDraft(params);
    setTyped(params.q ?? "");
    setChecked(true);
  }

  const change = (part: Partial<Record<keyof SearchParams, string>>) => {
    setDraft({ ...draft, ...part });
    setChecked(false);
  };
  const type = (next: string) => {
    setTyped(next);
    setChecked(false);
  };
  const ask = (next: SearchParams) => {
    setChecked(true);
    if (Object.keys(searchProblems(next)).length === 0) onAsk(withoutDefaults(next));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (looksLikeId(typed)) openId(typed);
    else if (whole !== undefined) ask(whole);
    else setChecked(true);
  };

  return (
    <form className={styles.form} aria-label={text.searchTraces} onSubmit={submit} noValidate>
      <div className={styles.line}>
        <SearchBar
          {...{ inputRef, draft, services, typed, place }}
          problem={
            checked
              ? (place?.message ??
                conditionsProblem(typed) ??
                problems.tags ??
                problems.filter ??
                openProblem)
              : undefined
          }
          onType={type}
          onCondition={(condition, before) => {
            setDraft(withCondition(draft, condition));
            type(before);
          }}
          onRemove={(chip) => {
            setDraft(withoutChip(draft, chip));
            ask(withoutChip(draft, chip));
          }}
          onEdit={(chip) => {
            setDraft(withoutChip(draft, chip));
            type(chip.text);
            inputRef.current?.focus();
          }}
        />
        <button type="submit" className={styles.submit} aria-busy={busy}>
          <Icon name="search" />
          {text.find}
        </button>
      </div>
      <TraceqlLine
        {...{ draft, typed }}
        onForm={(next) => {
          setDraft(next);
          setTyped("");
          ask(next);
        }}
        onTraceql={(rest, q) => {
          setDraft(rest);
          type(q);
          ask({ ...rest, q });
        }}
        onExample={(example) => {
          type(example);
          ask({ ...draft, q: example });
        }}
      />
      <div className={styles.fields}>
        <Combobox
          label={text.service}
          placeholder={text.any}
          value={draft.service ?? ""}
          options={services}
          onChange={(service) => change({ service, operation: "" })}
        />
        <Combobox
          label={text.operation}
          placeholder={text.any}
          value={draft.operation ?? ""}
          options={operations.data ?? []}
          onChange={(operation) => change({ operation })}
        />
        <TextField
          label={text.minDuration}
          placeholder="100ms"
          value={draft.minDuration ?? ""}
          problem={problems.minDuration}
          onChange={(minDuration) => change({ minDuration })}
        />
        <TextField
          label={text.maxDuration}
          placeholder="2s"
          value={draft.maxDuration ?? ""}
          problem={problems.maxDuration}
          onChange={(maxDuration) => change({ maxDuration })}
        />
        <TimeRangeFields draft={draft} problem={problems.start} onChange={change} />
        <TextField
          label={text.limit}
          inputMode="numeric"
          placeholder={String(DEFAULT_LIMIT)}
          value={draft.limit ?? ""}
          problem={problems.limit}
          onChange={(limit) => change({ limit })}
        />
      </div>
    </form>
  );
}

/** The search with what is typed; undefined when that cannot be understood. */
function withTyped(draft: SearchParams, typed: string): SearchParams | undefined {
  if (isTraceql(typed)) return { ...draft, q: typed.trim() };
  return withConditions(withoutParams(draft, "q"), typed);
}

function withConditions(draft: SearchParams, typed: string): SearchParams | undefined {
  // A tree of conditions, as the API takes it.
  if (typed.trim() !== "" && parseFilter(typed) !== undefined) {
    return { ...draft, filter: typed.trim() };
  }
  const conditions = parseConditions(typed);
  return conditions.ok ? conditions.value.reduce(withCondition, draft) : undefined;
}

/** Where the server refuses the query that is still typed. */
function refusedPlace(
  { q }: SearchParams,
  typed: string,
  refusal: string | undefined,
): TraceqlProblem | undefined {
  const isOfTyped = q !== undefined && q === typed.trim() && isTraceql(q);
  return isOfTyped && refusal !== undefined ? refusedTraceql(q, refusal) : undefined;
}

function conditionsProblem(typed: string): string | undefined {
  if (isTraceql(typed)) return undefined;
  const conditions = parseConditions(typed);
  return conditions.ok || parseFilter(typed) !== undefined ? undefined : conditions.error;
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
