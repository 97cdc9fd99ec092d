import type { ReactNode } from "react";
import styles from "./IconButton.module.css";

interface IconButtonProps {
  /** What it does; also its tooltip. */
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
}

/** A small square button with a drawing in it. */
export function IconButton({ label, onClick, children, pressed, disabled }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
