import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { canAsk, useHeatmap } from "../../api/explore.ts";
import { useServices } from "../../api/names.ts";
import { useSearch } from "../../api/search.ts";
import { formatSelection, narrowedTo, parseSelection } from "../../logic/heat-selection.ts";
import { withCondition } from "../../logic/search-chips.ts";
import { type SearchParams, toSearchParams, withoutParams } from "../../logic/search-params.ts";
import { asksForMoreThanSpans } from "../../logic/traceql-text.ts";
import { text as formText } from "../../texts/search-form.tsx";
import { text } from "../../texts/search-results.tsx";
import { ApiError } from "../../api/request.ts";
import { Explain } from "./Explain.tsx";
import { FirstTrace } from "./FirstTrace.tsx";
import { HeatmapSection } from "./HeatmapSection.tsx";
import { Failure } from "../../widgets/Failure.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { Page } from "../../widgets/Page.tsx";
import { SearchForm } from "./SearchForm.tsx";
import styles from "./SearchPage.module.css";
import { SearchSkeleton } from "./SearchSkeleton.tsx";
import { TraceResults } from "./TraceResults.tsx";

const FAILED = { target: { field: "status" }, operator: "=", text: "error" } as const;

const route = getRouteApi("/search");

/** The page that finds traces. What is asked for is in the address. */
export function SearchPage() {
  // The router hands through what it does not know; only what toSearchParams lets pass is asked.
  const params = toSearchParams(route.useSearch());
  const navigate = route.useNavigate();
  const [paused, setPaused] = useState(false);
  const [round, setRound] = useState(0);
  const services = useServices();
  const storeIsEmpty = services.data?.length === 0;
  const { state, search } = useSearch({ params, storeIsEmpty, paused });
  const enabled = canAsk(params);
  const isOfSpans = params.q === undefined || !asksForMoreThanSpans(params.q);
  const countsSpans = enabled && isOfSpans;
  const heatmap = useHeatmap({ params, round, enabled: countsSpans && !storeIsEmpty });
  const selection = parseSelection(params.select);

  const refresh = () => {
    setRound(round + 1);
    search.ask();
  };
  const show = (part: SearchParams) => {
    void navigate({ search: toSearchParams({ ...params, ...part }), replace: true });
  };
  const ask = (asked: SearchParams) => {
    const { live = "", order = "", view = "", sort = "", pick = "" } = params;
    // The form knows how the answer was shown when it was opened; what counts is how it is shown now.
    const next = withoutParams({ ...asked, live, order, view, sort, pick }, "select");
    // The same question again means: with what has arrived since.
    if (JSON.stringify(next) === JSON.stringify(withoutParams(params, "select"))) refresh();
    else void navigate({ search: next });
  };
  const isWaiting = state.end === undefined && state.traces.length === 0 && !state.error;

  return (
    <Page>
      <title>{formText.title}</title>
      <h1 className={styles.heading}>{formText.searchTraces}</h1>
      <SearchForm
        params={params}
        services={services.data ?? []}
        busy={state.busy === "all"}
        refusal={refusalOf(state.error)}
        onAsk={ask}
      />
      {enabled && storeIsEmpty && state.traces.length === 0 && !state.error ? (
        <FirstTrace />
      ) : (
        <>
          {!isOfSpans && state.end !== undefined && (
            <div data-part="heatmap">
              <Notice tone="plain" title={text.noHeatmap}>
                {text.onlySingleSpans}
              </Notice>
            </div>
          )}
          {countsSpans && heatmap.error !== null && (
            <Failure
              title={text.spansNotCounted}
              error={heatmap.error}
              onRetry={() => void heatmap.refetch()}
            />
          )}
          {/* Its place is kept, so that the list does not jump when it comes. */}
          {countsSpans && heatmap.isPending && <div className={styles.heatmap} />}
          {isOfSpans &&
            heatmap.error === null &&
            heatmap.data !== undefined &&
            (heatmap.data.spanCount > 0 || selection) && (
              <HeatmapSection
                heatmap={heatmap.data}
                selection={selection}
                onSelect={(next) => {
                  const select = next === undefined ? "" : formatSelection(next);
                  void navigate({ search: toSearchParams({ ...params, select }) });
                }}
                onNarrow={(chosen) => {
                  if (chosen === "errors") ask(withCondition(params, FAILED));
                  else ask(narrowedTo(params, chosen));
                }}
              />
            )}
          {selection !== undefined && countsSpans && (
            <Explain params={params} round={round} selection={selection} onAsk={ask} />
          )}
          {isWaiting ? (
            enabled && <SearchSkeleton />
          ) : (
            <TraceResults
              {...{ state, params, paused, round }}
              onPause={setPaused}
              onShow={show}
              onAsk={ask}
              onRefresh={refresh}
              onMore={() => search.askMore()}
            />
          )}
        </>
      )}
    </Page>
  );
}

/** What the server has against the TraceQL of a search. */
function refusalOf(error: Error | undefined): string | undefined {
  const isAboutTraceql = error instanceof ApiError && error.code.startsWith("QUERY_TRACEQL_");
  return isAboutTraceql ? error.message : undefined;
}
