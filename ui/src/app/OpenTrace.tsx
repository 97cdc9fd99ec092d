import { type SubmitEvent, useId, useState } from "react";
import { useOpenId } from "../widgets/use-open-id.ts";
import styles from "./OpenTrace.module.css";

/** A field to paste an id into: of a trace or a span, alone or in a header or an address. */
export function OpenTrace() {
  const hintId = useId();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const { openId, problem } = useOpenId();
  const hint = wrong ? "A trace id is 1 to 32 hexadecimal digits." : problem;

  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const isId = openId(text);
    setWrong(!isId);
    if (isId) setText("");
  };

  return (
    <form className={styles.form} role="search" aria-label="Open a trace" onSubmit={open}>
      <input
        className={styles.input}
        type="text"
        spellCheck={false}
        autoComplete="off"
        placeholder="Open trace by id"
        data-open-trace
        aria-keyshortcuts="i"
        aria-label="Trace id"
        aria-invalid={wrong}
        aria-describedby={hint === undefined ? undefined : hintId}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
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
