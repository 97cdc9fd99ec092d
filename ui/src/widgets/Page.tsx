import type { ReactNode } from "react";
import styles from "./Page.module.css";

interface PageProps {
  /** While what it shows is on its way. */
  readonly isBusy?: boolean;
  /** As wide as the screen, for pictures and trees. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A page of tables, charts or a picture. */
export function Page({ isBusy, isWide = false, children }: PageProps) {
  return (
    <main id="main" className={styles.page} data-wide={isWide || undefined} aria-busy={isBusy}>
      {children}
    </main>
  );
}
