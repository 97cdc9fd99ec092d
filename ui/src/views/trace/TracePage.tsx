import { getRouteApi, Link } from "@tanstack/react-router";
import { useOpenedFile } from "../../api/opened-file.ts";
import { useLinkedTraces } from "../../api/linked-traces.ts";
import { ApiError, isNotFound } from "../../api/request.ts";
import { useTrace } from "../../api/trace.ts";
import { SERVICE_ORIGIN, TraceOriginContext, useTraceOrigin } from "../../api/trace-origin.ts";
import { parseTraceId } from "../../logic/trace-id.ts";
import { ChooseFile } from "../../widgets/ChooseFile.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import styles from "./TracePage.module.css";
import { TraceView } from "./TraceView.tsx";

const route = getRouteApi("/trace/$traceId");

/** The page of one trace, of the store or of the file that was opened. */
export function TracePage() {
  const { file: isOfFile } = route.useSearch();
  const { traceId } = route.useParams();
  const file = useOpenedFile();
  if (parseTraceId(traceId) === undefined) return <NoId text={traceId} />;
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

function NoId({ text }: { readonly text: string }) {
  return (
    <main id="main" className={styles.page}>
      <title>Trace · Spanhouse</title>
      <Notice
        alone
        tone="warning"
        title="This is not the id of a trace"
        actions={<Link to="/search">Search</Link>}
      >
        <code>{text}</code> is not: ids are 1 to 32 digits of 0-9 and a-f, not all of them 0.
      </Notice>
    </main>
  );
}

/** Waits for the trace, says what went wrong, or shows it. */
function LoadedTrace() {
  const { traceId } = route.useParams();
  const isLinked = route.useSearch().linked === "1";
  const origin = useTraceOrigin();
  const trace = useTrace(traceId);
  const linked = useLinkedTraces(trace.data, isLinked);

  if (trace.data !== undefined) {
    const shown = isLinked ? (linked.data ?? trace.data) : trace.data;
    const version = shown === trace.data ? "alone" : linked.dataUpdatedAt;
    return (
      <TraceView
        // Rows have other numbers then: what is collapsed, and where the cursor is, begins anew.
        key={`${traceId} ${trace.dataUpdatedAt} ${version}`}
        trace={shown}
        linking={{ isOn: isLinked, isBusy: linked.isFetching, error: linked.error }}
        onReload={() => void trace.refetch()}
      />
    );
  }
  return (
    <main id="main" className={styles.page}>
      <title>Trace · Spanhouse</title>
      {trace.error === null ? (
        <div className={styles.waiting} role="status" aria-label="Loading the trace" />
      ) : origin === SERVICE_ORIGIN && isNotFound(trace.error) ? (
        <Notice
          alone
          tone="warning"
          title="This trace is not here"
          code="QUERY_NOT_FOUND"
          actions={
            <>
              <button type="button" onClick={() => void trace.refetch()}>
                Look again
              </button>
              <Link to="/search">Search for others</Link>
            </>
          }
        >
          No span of <code>{traceId}</code> is stored. It may not have been sampled, not have
          arrived yet, or be older than what is kept.
        </Notice>
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
