import { useState } from "react";
import { chipsOf } from "../../logic/search-chips.ts";
import type { SearchParams } from "../../logic/search-params.ts";
import { isTraceql, TRACEQL_EXAMPLES } from "../../logic/traceql-text.ts";
import { paramsTraceql, withTraceqlInForm } from "../../logic/traceql-params.ts";
import { text } from "../../texts/search-form.tsx";
import styles from "./TraceqlLine.module.css";

interface TraceqlLineProps {
  readonly draft: SearchParams;
  /** What is in the bar. */
  readonly typed: string;
  /** The query as conditions of the form. */
  readonly onForm: (draft: SearchParams) => void;
  /** The conditions of the form as a query. */
  readonly onTraceql: (draft: SearchParams, typed: string) => void;
  readonly onExample: (typed: string) => void;
}

/** Below the bar: turns TraceQL into the form and back, and shows how TraceQL is written while there is nothing. */
export function TraceqlLine({ draft, typed, onForm, onTraceql, onExample }: TraceqlLineProps) {
  const [refused, setRefused] = useState<{ readonly of: string; readonly part: string }>();
  if (isTraceql(typed)) {
    const show = () => {
      const shown = withTraceqlInForm(draft, typed);
      if (shown.ok) onForm(shown.value);
      else setRefused({ of: typed, part: shown.part });
    };
    return (
      <p className={styles.line}>
        <button type="button" onClick={show}>
          {text.showInForm}
        </button>
        <span role="status">{refused?.of === typed && text.noFieldsFor(refused.part)}</span>
      </p>
    );
  }
  if (chipsOf(draft).some(({ part }) => part !== "q")) {
    const written = paramsTraceql(draft);
    return (
      <p className={styles.line}>
        {!written.ok
          ? text.noTraceqlFor(written.part)
          : typed === "" && (
              <button type="button" onClick={() => onTraceql(written.rest, written.q)}>
                {text.writeAsTraceql}
              </button>
            )}
      </p>
    );
  }
  return (
    <p className={`${styles.line} ${styles.examples}`}>
      <span>{text.traceqlExamples}</span>
      {TRACEQL_EXAMPLES.map((example) => (
        <button key={example} type="button" onClick={() => onExample(example)}>
          <code>{example}</code>
        </button>
      ))}
    </p>
  );
}
