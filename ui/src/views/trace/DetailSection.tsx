import type { ReactNode } from "react";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./DetailSection.module.css";

interface DetailSectionProps {
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}

/** A part of the panel that can be closed. */
export function DetailSection({ title, count, children }: DetailSectionProps) {
  return (
    <details className={styles.section} open>
      <summary>
        <Icon name="chevron" size={12} />
        <h3>{title}</h3>
        <span className={styles.count}>{count}</span>
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}
