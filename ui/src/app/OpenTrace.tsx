import { type SubmitEvent, useId, useState } from "react";
import { text } from "../texts/app.tsx";
import { useOpenId } from "../widgets/use-open-id.ts";
import styles from "./OpenTrace.module.css";

/** A field to paste an id into: of a trace or a span, alone or in a header or an address. */
export function OpenTrace() {
  const hintId = useId();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const { openId, problem } = useOpenId();
  const hint = wrong ? text.noTraceId : problem;

  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const isId = openId(typed);
    setWrong(!isId);
    if (isId) setTyped("");
  };

  return (
    <form className={styles.form} role="search" aria-label={text.openTrace} onSubmit={open}>
      <input
        className={styles.input}
        type="text"
        spellCheck={false}
        autoComplete="off"
        placeholder={text.openTraceById}
        data-open-trace
        aria-keyshortcuts="i"
        aria-label={text.traceId}
        aria-invalid={wrong}
        aria-describedby={hint === undefined ? undefined : hintId}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
      />
      {hint !== undefined && (
        <p id={hintId} role="alert" className={styles.hint}>
          {hint}
        </p>
      )}
    </form>
  );
}
