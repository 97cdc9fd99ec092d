import type { ReactNode } from "react";
import styles from "./Page.module.css";

interface PageProps {
  /** While what it shows is on its way. */
  readonly isBusy: boolean;
  readonly children: ReactNode;
}

/** A page of tables and charts. */
export function Page({ isBusy, children }: PageProps) {
  return (
    <main id="main" className={styles.page} aria-busy={isBusy}>
      {children}
    </main>
  );
}
