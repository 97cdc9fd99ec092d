import type { ReactNode } from "react";
import { text } from "../../texts/trace-view.ts";
import styles from "./TraceTable.module.css";

interface TraceTableProps {
  readonly label: string;
  /** Above the table: what is chosen, and what else is to be known. */
  readonly bar: ReactNode;
  readonly note: ReactNode;
  /** Head and body. */
  readonly children: ReactNode;
}

/** A table about a trace that takes the place of its rows. */
export function TraceTable({ label, bar, note, children }: TraceTableProps) {
  return (
    <section className={styles.view} aria-label={label}>
      <p className={styles.bar}>
        {bar}
        <span className={styles.note}>{note}</span>
      </p>
      <div className={styles.scroller} tabIndex={0} role="region" aria-label={text.table}>
        <table className={styles.table}>{children}</table>
      </div>
    </section>
  );
}

/** A cell with a bar below its text; `share` is 0 to 1. */
export function ShareCell({ share, children }: { share: number; children: ReactNode }) {
  return (
    <td className={styles.share}>
      <i style={{ width: `${share * 100}%` }} />
      {children}
    </td>
  );
}
