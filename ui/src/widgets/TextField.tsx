import { type RefObject, useId } from "react";
import { Field, problemId } from "./Field.tsx";

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly problem?: string | undefined;
  readonly type?: "text" | "datetime-local";
  readonly inputMode?: "numeric";
  readonly ref?: RefObject<HTMLInputElement | null>;
}

/** A labelled line of text. */
export function TextField({ label, onChange, problem, type = "text", ...input }: TextFieldProps) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} problem={problem}>
      <input
        id={id}
        type={type}
        step={type === "datetime-local" ? 1 : undefined}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId(id)}
        onChange={(event) => onChange(event.target.value)}
        {...input}
      />
    </Field>
  );
}
