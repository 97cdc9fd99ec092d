import { type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./ChipMenu.module.css";

interface ChipMenuProps {
  /** What is in the box, for people who do not see it. */
  readonly label: string;
  /** What stands on the chip. */
  readonly summary: ReactNode;
  readonly state?: string;
  readonly testId?: string;
  readonly onToggle?: () => void;
  readonly children: ReactNode;
}

/** A chip that opens a box below it. Escape closes the box, and so does whatever is done elsewhere. */
export function ChipMenu({ label, summary, state, testId, onToggle, children }: ChipMenuProps) {
  const ref = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!isOpen || element === null) return undefined;
    const close = (event: Event): void => {
      if (!element.contains(event.target as Node)) element.open = false;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      // It is the box that is left, not what lies behind it.
      event.stopPropagation();
      event.preventDefault();
      if (element.contains(document.activeElement)) element.querySelector("summary")?.focus();
      element.open = false;
    };
    document.addEventListener("pointerdown", close, true);
    document.addEventListener("focusin", close, true);
    document.addEventListener("keydown", onKeyDown, true);
    return () => {
      document.removeEventListener("pointerdown", close, true);
      document.removeEventListener("focusin", close, true);
      document.removeEventListener("keydown", onKeyDown, true);
    };
  }, [isOpen]);
  return (
    <details
      ref={ref}
      className={styles.chip}
      data-state={state}
      data-testid={testId}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open);
        onToggle?.();
      }}
    >
      <summary>{summary}</summary>
      <div className={styles.box} role="region" aria-label={label}>
        {children}
      </div>
    </details>
  );
}
