import type { ReactNode } from "react";
import { text } from "../texts/widgets.ts";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import styles from "./SidePanel.module.css";

interface SidePanelProps {
  /** What it is, for people who do not see where it stands. */
  readonly label: string;
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What is chosen, beside the place where it was chosen. */
export function SidePanel({ label, title, onClose, children }: SidePanelProps) {
  return (
    <aside className={styles.panel} aria-label={label}>
      <div className={styles.head}>
        <h2>{title}</h2>
        <IconButton label={text.close} onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
