import { Link } from "@tanstack/react-router";
import { isLoadFailure } from "../logic/load-failure.ts";
import { text } from "../texts/app.tsx";
import { FromService } from "../widgets/FromService.tsx";
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
        title={isUnloaded ? text.didNotLoad : text.couldNotBeDrawn}
        code={isUnloaded ? "UNREACHABLE" : "UI"}
        actions={
          <button type="button" onClick={() => window.location.reload()}>
            {text.loadAgain}
          </button>
        }
      >
        {isUnloaded ? (
          text.stoppedOrUpdated
        ) : (
          <FromService>{error instanceof Error ? error.message : String(error)}</FromService>
        )}
      </Notice>
    </main>
  );
}

/** Shown for an address that means nothing. */
export function NotFoundPage() {
  return (
    <main id="main" className={styles.page}>
      <title>{text.noSuchPageTitle}</title>
      <Notice
        alone
        tone="plain"
        title={text.noSuchPage}
        actions={<Link to="/search">{text.search}</Link>}
      >
        {text.whereTracesAre()}
      </Notice>
    </main>
  );
}
