import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useId, useState } from "react";
import { parseTraceId } from "../logic/trace-id.ts";
import styles from "./OpenTrace.module.css";

/** A field to paste a trace id into. */
export function OpenTrace() {
  const navigate = useNavigate();
  const hintId = useId();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);

  const open = (event: SubmitEvent) => {
    event.preventDefault();
    const traceId = parseTraceId(text);
    setWrong(traceId === undefined);
    if (traceId === undefined) return;
    setText("");
    void navigate({ to: "/trace/$traceId", params: { traceId } });
  };

  return (
    <form className={styles.form} role="search" aria-label="Open a trace" onSubmit={open}>
      <input
        className={styles.input}
        type="text"
        spellCheck={false}
        autoComplete="off"
        placeholder="Open trace by id"
        aria-label="Trace id"
        aria-invalid={wrong}
        aria-describedby={wrong ? hintId : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
      />
      {wrong && (
        <p id={hintId} role="alert" className={styles.hint}>
          A trace id is 1 to 32 hexadecimal digits.
        </p>
      )}
    </form>
  );
}
