import styles from "./ShareBar.module.css";

interface ShareBarProps {
  /** 0 to 1. */
  readonly share: number;
  /** A colour of CSS; a quiet one when it is not said. */
  readonly background?: string | undefined;
}

/** A share as a bar in its track. What it is stands beside it. */
export function ShareBar({ share, background }: ShareBarProps) {
  return (
    <span className={styles.track}>
      <span className={styles.bar} style={{ width: `${share * 100}%`, background }} />
    </span>
  );
}
