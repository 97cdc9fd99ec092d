import type { ReactNode } from "react";
import styles from "./Field.module.css";

interface FieldProps {
  readonly label: string;
  /** Id of the control inside. */
  readonly htmlFor: string;
  readonly children: ReactNode;
  /** What is wrong with the value; the control says `aria-describedby={problemId(id)}`. */
  readonly problem?: string | undefined;
}

/** A label over a control, and below it what is wrong. */
export function Field({ label, htmlFor, children, problem }: FieldProps) {
  return (
    <div className={styles.field}>
      <label htmlFor={htmlFor}>{label}</label>
      {children}
      {problem !== undefined && (
        <p id={problemId(htmlFor)} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

/** Id of the text that says what is wrong with a control. */
export function problemId(id: string): string {
  return `${id}-problem`;
}
