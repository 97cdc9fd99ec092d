import type { OwnTypicalTrace } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import {
  aroundOf,
  AROUNDS,
  comparedId,
  type CompareParams,
  toCompareParams,
  TYPICAL,
} from "../../logic/compare-params.ts";
import { formatDuration } from "../../logic/duration.ts";
import { text } from "../../texts/compare.tsx";
import { text as others } from "../../texts/other-traces.ts";
import { SelectField } from "../../widgets/SelectField.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import styles from "./ChooseTraces.module.css";

interface ChooseTracesProps {
  readonly params: CompareParams;
  /** Others of the same operation; undefined while they are not known. */
  readonly typical: OwnTypicalTrace | undefined;
  /** Asks for them; undefined when that was done. */
  readonly onOthers: (() => void) | undefined;
  readonly onChange: (part: CompareParams) => void;
}

/** Which traces are compared: ids to paste, and others of the same operation to choose from. */
export function ChooseTraces({ params, typical, onOthers, onChange }: ChooseTracesProps) {
  const { a, b } = params;
  const isTypical = b === TYPICAL;
  return (
    <div className={styles.bar} role="group" aria-label={text.whatIsCompared}>
      <IdField
        key={`a ${a ?? ""}`}
        label={text.trace("A")}
        id={a}
        onId={(id) => onChange({ a: id })}
      />
      <button
        type="button"
        className={styles.button}
        disabled={a === undefined || b === undefined || isTypical}
        onClick={() => onChange({ a: b ?? "", b: a ?? "" })}
      >
        {text.swap}
      </button>
      <IdField
        key={`b ${b ?? ""}`}
        label={isTypical ? text.insteadOfTypical : text.trace("B")}
        id={isTypical ? undefined : b}
        onId={(id) => onChange({ b: id })}
      />
      {a !== undefined && onOthers === undefined && (
        <SelectField
          label={others.within}
          value={aroundOf(params).value}
          options={AROUNDS.map(({ value }) => ({ value, label: others.around(value) }))}
          onChange={(around) => onChange({ around: around === "1d" ? "" : around })}
        />
      )}
      {a !== undefined && (
        <nav className={styles.choices} aria-label={text.compareWith}>
          <Choice params={params} b={TYPICAL}>
            {text.typicalTrace}
          </Choice>
          {choicesOf(typical).map(({ name, traceId, rootUs }) => (
            <Choice key={name} params={params} b={traceId}>
              {name} <small>{formatDuration(rootUs)}</small>
            </Choice>
          ))}
          {onOthers !== undefined && (
            <button type="button" className={styles.button} onClick={onOthers}>
              {others.othersOfOperation}
            </button>
          )}
        </nav>
      )}
    </div>
  );
}

function Choice({
  params,
  b,
  children,
}: {
  readonly params: CompareParams;
  readonly b: string;
  readonly children: React.ReactNode;
}) {
  return (
    <Link
      to="/compare"
      search={toCompareParams({ ...params, b, path: "", closed: "" })}
      data-chosen={params.b === b || undefined}
      activeProps={{ "aria-current": "true" }}
    >
      {children}
    </Link>
  );
}

function IdField({
  label,
  id,
  onId,
}: {
  readonly label: string;
  readonly id: string | undefined;
  readonly onId: (id: string) => void;
}) {
  const [typed, setTyped] = useState(id ?? "");
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const pasted = comparedId(typed);
    setIsWrong(pasted === undefined);
    if (pasted !== undefined) onId(pasted);
  };
  return (
    <form className={styles.id} onSubmit={submit}>
      <TextField
        label={label}
        placeholder={text.pasteId}
        value={typed}
        problem={isWrong ? text.notAnId : undefined}
        onChange={(next) => {
          setTyped(next);
          setIsWrong(false);
        }}
      />
    </form>
  );
}

/** The fastest, the median and the slowest of the traces of the operation. */
function choicesOf(typical: OwnTypicalTrace | undefined) {
  const traces = typical?.traces ?? [];
  const at = [
    [others.fastest, traces[0]],
    [others.median, traces[(traces.length - 1) >> 1]],
    [others.slowest, traces.at(-1)],
  ] as const;
  return at.flatMap(([name, trace]) => (trace === undefined ? [] : [{ name, ...trace }]));
}
