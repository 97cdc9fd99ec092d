import { Link } from "@tanstack/react-router";
import { isLoadFailure } from "../logic/load-failure.ts";
import { Notice } from "../widgets/Notice.tsx";
import styles from "./ErrorPage.module.css";

/** Shown when drawing a page failed: a part of it did not come, or there is a bug of the UI, and it says so. */
export function ErrorPage({ error }: { readonly error: unknown }) {
  const isUnloaded = isLoadFailure(error);
  return (
    <main id="main" className={styles.page}>
      <Notice
        alone
        tone="error"
        title={isUnloaded ? "This page did not load" : "This page could not be drawn"}
        code={isUnloaded ? "UNREACHABLE" : "UI"}
        actions={
          <button type="button" onClick={() => window.location.reload()}>
            Load again
          </button>
        }
      >
        {isUnloaded
          ? "Spanhouse does not answer, or was updated since this page was opened."
          : error instanceof Error
            ? error.message
            : String(error)}
      </Notice>
    </main>
  );
}

/** Shown for an address that means nothing. */
export function NotFoundPage() {
  return (
    <main id="main" className={styles.page}>
      <title>No such page · Spanhouse</title>
      <Notice
        alone
        tone="plain"
        title="There is no such page"
        actions={<Link to="/search">Search</Link>}
      >
        Traces are at <code>/trace/</code> followed by their id.
      </Notice>
    </main>
  );
}
