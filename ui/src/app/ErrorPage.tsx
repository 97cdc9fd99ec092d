import { Link } from "@tanstack/react-router";
import { Notice } from "../widgets/Notice.tsx";
import styles from "./ErrorPage.module.css";

/** Shown when drawing a page failed: a bug of the UI, said so. */
export function ErrorPage({ error }: { readonly error: unknown }) {
  return (
    <main id="main" className={styles.page}>
      <Notice
        alone
        tone="error"
        title="This page could not be drawn"
        code="UI"
        actions={
          <button type="button" onClick={() => window.location.reload()}>
            Load again
          </button>
        }
      >
        {error instanceof Error ? error.message : String(error)}
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
