import { TRACE_VIEWS, type TraceViewName, VIEW_LABELS } from "../../logic/trace-params.ts";
import styles from "./ViewTabs.module.css";

interface ViewTabsProps {
  readonly view: TraceViewName;
  readonly onView: (view: TraceViewName) => void;
}

/** The ways of looking at a trace. */
export function ViewTabs({ view, onView }: ViewTabsProps) {
  return (
    <div className={styles.tabs} role="group" aria-label="View">
      {TRACE_VIEWS.map((name) => (
        <button key={name} type="button" aria-pressed={name === view} onClick={() => onView(name)}>
          {VIEW_LABELS[name]}
        </button>
      ))}
    </div>
  );
}
