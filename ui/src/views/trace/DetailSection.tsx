import type { ReactNode } from "react";
import { useRemembered } from "../../widgets/use-remembered.ts";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./DetailSection.module.css";

interface DetailSectionProps {
  /** What is remembered about it is kept by this. */
  readonly name: string;
  readonly title: string;
  readonly count: number;
  readonly children: ReactNode;
}

/** A part of the panel that can be closed, and is then closed for other spans too. */
export function DetailSection({ name, title, count, children }: DetailSectionProps) {
  const [closed, remember] = useRemembered(`closed.${name}`);
  return (
    <details
      className={styles.section}
      open={closed !== "1"}
      onToggle={(event) => remember(event.currentTarget.open ? "" : "1")}
    >
      <summary>
        <Icon name="chevron" size={12} />
        <h3>{title}</h3>
        <span className={styles.count}>{count}</span>
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}
