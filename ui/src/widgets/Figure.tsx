import type { ReactNode } from "react";
import styles from "./Figure.module.css";

interface FigureProps {
  readonly text: string;
  /** How it differs from the compared time; "" when nothing is compared. */
  readonly change?: string;
  /** Marked by its weight, besides its colour. */
  readonly bad?: boolean;
  /** A small chart before it. */
  readonly children?: ReactNode;
}

/** A number in a table. */
export function Figure({ text, change = "", bad, children }: FigureProps) {
  return (
    <span className={styles.figure}>
      {children}
      <span className={styles.text} data-bad={bad}>
        {text}
        {change !== "" && <small className={styles.change}>{change}</small>}
      </span>
    </span>
  );
}
