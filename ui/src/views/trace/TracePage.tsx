import { getRouteApi, Link } from "@tanstack/react-router";
import { useOpenedFile } from "../../api/opened-file.ts";
import { ApiError } from "../../api/request.ts";
import { useTrace } from "../../api/trace.ts";
import { TraceOriginContext } from "../../api/trace-origin.ts";
import { ChooseFile } from "../../widgets/ChooseFile.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import styles from "./TracePage.module.css";
import { TraceView } from "./TraceView.tsx";

const route = getRouteApi("/trace/$traceId");

/** The page of one trace, of the store or of the file that was opened. */
export function TracePage() {
  const { file: isOfFile } = route.useSearch();
  const file = useOpenedFile();
  if (isOfFile !== "1") return <LoadedTrace />;
  if (file.status !== "open") {
    return (
      <main id="main" className={styles.page}>
        <title>Trace · Spanhouse</title>
        <Notice alone tone="plain" title="The file has to be opened again" actions={<ChooseFile />}>
          This trace is in a file, and files stay in the browser only until the page is loaded
          again. Open the file to see the trace.
        </Notice>
      </main>
    );
  }
  return (
    <TraceOriginContext value={{ path: `${file.path}/traces`, params: { file: "1" } }}>
      <LoadedTrace />
    </TraceOriginContext>
  );
}

/** Waits for the trace, says what went wrong, or shows it. */
function LoadedTrace() {
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
