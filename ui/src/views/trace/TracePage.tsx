import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useOpenedFile } from "../../api/opened-file.ts";
import { useLinkedTraces } from "../../api/linked-traces.ts";
import { ApiError, isNotFound } from "../../api/request.ts";
import { useTrace } from "../../api/trace.ts";
import type { TraceProgress } from "../../api/trace-progress.ts";
import { SERVICE_ORIGIN, TraceOriginContext, useTraceOrigin } from "../../api/trace-origin.ts";
import { parseTraceId } from "../../logic/trace-id.ts";
import { text } from "../../texts/trace-page.tsx";
import { ChooseFile } from "../../widgets/ChooseFile.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import styles from "./TracePage.module.css";
import { TraceView } from "./TraceView.tsx";

const route = getRouteApi("/trace/$traceId");

/** The page of one trace, of the store or of the file that was opened. */
export function TracePage() {
  const { file: isOfFile } = route.useSearch();
  const { traceId } = route.useParams();
  const file = useOpenedFile();
  if (parseTraceId(traceId) === undefined) return <NoId typed={traceId} />;
  if (isOfFile !== "1") return <LoadedTrace />;
  if (file.status !== "open") {
    return (
      <main id="main" className={styles.page}>
        <title>{text.title}</title>
        <Notice alone tone="plain" title={text.fileGone} actions={<ChooseFile />}>
          {text.whyFileGone}
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

function NoId({ typed }: { readonly typed: string }) {
  return (
    <main id="main" className={styles.page}>
      <title>{text.title}</title>
      <Notice
        alone
        tone="warning"
        title={text.noId}
        actions={<Link to="/search">{text.search}</Link>}
      >
        {text.whyNoId(<code>{typed}</code>)}
      </Notice>
    </main>
  );
}

/** Waits for the trace, says what went wrong, or shows it. */
function LoadedTrace() {
  const { traceId } = route.useParams();
  const isLinked = route.useSearch().linked === "1";
  const origin = useTraceOrigin();
  const [progress, setProgress] = useState<TraceProgress>();
  const trace = useTrace(traceId, setProgress);
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
        rereading={{
          isBusy: trace.isFetching,
          error: trace.error,
          start: () => void trace.refetch(),
        }}
      />
    );
  }
  return (
    <main id="main" className={styles.page}>
      <title>{text.title}</title>
      {trace.error === null ? (
        <>
          <div className={styles.waiting} role="status" aria-label={text.loading} />
          {progress !== undefined && (
            <p className={styles.progress}>{text.come(progress.spans, progress.spanCount)}</p>
          )}
        </>
      ) : origin === SERVICE_ORIGIN && isNotFound(trace.error) ? (
        <Notice
          alone
          tone="warning"
          title={text.notHere}
          code="QUERY_NOT_FOUND"
          actions={
            <>
              <button type="button" onClick={() => void trace.refetch()}>
                {text.lookAgain}
              </button>
              <Link to="/search">{text.searchOthers}</Link>
            </>
          }
        >
          {text.whyNotHere(<code>{traceId}</code>)}
        </Notice>
      ) : (
        <Notice
          alone
          tone="error"
          title={text.cannotBeShown}
          code={trace.error instanceof ApiError ? trace.error.code : "UI"}
          actions={
            <>
              <button type="button" onClick={() => void trace.refetch()}>
                {text.tryAgain}
              </button>
              <Link to="/search">{text.search}</Link>
            </>
          }
        >
          <FromService>{trace.error.message}</FromService>
        </Notice>
      )}
    </main>
  );
}
