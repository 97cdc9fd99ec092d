import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiError } from "../../api/request.ts";
import { useTrace } from "../../api/trace.ts";
import { Notice } from "../../widgets/Notice.tsx";
import styles from "./TracePage.module.css";
import { TraceView } from "./TraceView.tsx";

const route = getRouteApi("/trace/$traceId");

/** The page of one trace: waits for it, says what went wrong, or shows it. */
export function TracePage() {
  const { traceId } = route.useParams();
  const trace = useTrace(traceId);

  if (trace.data !== undefined) {
    return (
      <TraceView
        key={`${traceId} ${trace.dataUpdatedAt}`}
        trace={trace.data}
        onReload={() => void trace.refetch()}
      />
    );
  }
  return (
    <main id="main" className={styles.page}>
      <title>Trace · Spanhouse</title>
      {trace.error === null ? (
        <div className={styles.waiting} role="status" aria-label="Loading the trace" />
      ) : (
        <Notice
          alone
          tone="error"
          title="The trace cannot be shown"
          code={trace.error instanceof ApiError ? trace.error.code : "UI"}
          actions={
            <>
              <button type="button" onClick={() => void trace.refetch()}>
                Try again
              </button>
              <Link to="/search">Search</Link>
            </>
          }
        >
          {trace.error.message}
        </Notice>
      )}
    </main>
  );
}
