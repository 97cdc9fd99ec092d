import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useRef } from "react";
import type { SearchState } from "../../api/trace-search.ts";
import { TYPICAL } from "../../logic/compare-params.ts";
import { pickedTraces, togglePick } from "../../logic/picked-traces.ts";
import { orderOf, ORDERS, type SearchOrder, type SearchParams } from "../../logic/search-params.ts";
import { serviceColours } from "../../logic/service-colours.ts";
import { text } from "../../texts/search-results.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { useCommands } from "../../widgets/use-commands.ts";
import { useNow } from "../../widgets/use-now.ts";
import { NoMatch } from "./NoMatch.tsx";
import { Failure } from "../../widgets/Failure.tsx";
import { ResultsStatus } from "./ResultsStatus.tsx";
import { TraceList } from "./TraceList.tsx";
import styles from "./TraceResults.module.css";
import { TraceTable } from "./TraceTable.tsx";
import { useRowKeys } from "./use-row-keys.ts";

// The list comes first; this is loaded when somebody asks for it.
const WhereView = lazy(async () => ({ default: (await import("./WhereView.tsx")).WhereView }));

/** How often "5 s ago" is renewed. */
const AGO_INTERVAL_MS = 5_000;

interface TraceResultsProps {
  readonly state: SearchState;
  readonly params: SearchParams;
  readonly paused: boolean;
  /** Grows when somebody asks for everything anew. */
  readonly round: number;
  readonly onPause: (paused: boolean) => void;
  /** Shows the same search in another way. */
  readonly onShow: (
    part: Partial<Record<"order" | "view" | "sort" | "live" | "pick", string>>,
  ) => void;
  readonly onAsk: (params: SearchParams) => void;
  readonly onRefresh: () => void;
  readonly onMore: () => void;
}

/** What was found, as a list or as a table, and what can be done with it. */
export function TraceResults(props: TraceResultsProps) {
  const { state, params, paused, round, onPause, onShow, onAsk, onRefresh, onMore } = props;
  const nowMs = useNow(AGO_INTERVAL_MS);
  const rowsRef = useRef<HTMLDivElement>(null);
  const onRowKey = useRowKeys(rowsRef);
  const { traces, end, error, failed } = state;
  const names = traces.flatMap(({ services }) => services.map(({ name }) => name));
  const colours = serviceColours(names);
  const longestUs = traces.reduce((longest, trace) => Math.max(longest, trace.durationUs), 0);
  const picked = pickedTraces(params.pick);
  const onPick = (traceId: string) => onShow({ pick: togglePick(params.pick, traceId) });
  const rows = { traces, colours, longestUs, nowMs, picked, onPick };
  const order = orderOf(params);
  const isTable = params.view === "table";
  const isWhere = params.view === "where" && traces.length > 0;
  const showWhere = () => onShow({ view: params.view === "where" ? "" : "where", sort: "" });
  const isLive = params.live !== undefined;
  useCommands({
    title: text.tracesFound,
    focusKeys: [
      { keys: ["↑", "↓"], name: text.previousNext },
      { keys: ["Enter"], name: text.openTrace },
    ],
    commands: [
      { name: text.goToTraces, key: "j", run: () => focusFirst(rowsRef.current) },
      ...ORDERS.map((value) => ({
        name: text.orderCommand(value),
        run: () => onShow({ order: value }),
      })),
      {
        name: isTable ? text.showAsList : text.showAsTable,
        key: "v",
        run: () => onShow({ view: isTable ? "" : "table" }),
      },
      { name: text.whereTimeGoes, key: "w", run: showWhere },
      { name: text.refresh, key: "r", run: onRefresh },
    ],
  });

  // Where it is seen: above what was found before, or where the next traces would be. What is not the list says of itself
  // that it failed.
  const failure = error !== undefined && !isWhere && (
    <Failure
      title={traces.length > 0 && failed !== "more" ? text.foundBefore : text.notAnswered}
      error={error}
      onRetry={failed === "more" ? onMore : onRefresh}
    />
  );

  return (
    <section
      aria-label={text.tracesFound}
      aria-busy={state.outdated && state.busy !== undefined}
      className={styles.results}
    >
      <div className={styles.head}>
        {isWhere ? (
          <h2 className={styles.title}>{text.whereTimeGoes}</h2>
        ) : (
          <ResultsStatus {...{ state, params, paused, nowMs }} />
        )}
        <Picked picked={picked} />
        <OrderField order={order} onOrder={(next) => onShow({ order: next })} />
        <IconButton
          label={isTable ? text.showAsList : text.showAsTable}
          onClick={() => onShow({ view: isTable ? "" : "table" })}
        >
          <Icon name={isTable ? "list" : "table"} />
        </IconButton>
        <IconButton
          label={text.whereTimeGoes}
          pressed={params.view === "where"}
          onClick={showWhere}
        >
          <Icon name="where" />
        </IconButton>
        <IconButton
          label={isLive ? text.stopRefreshing : text.refreshByItself}
          pressed={isLive}
          onClick={() => onShow({ live: isLive ? "" : "1" })}
        >
          <Icon name="live" />
        </IconButton>
        <IconButton label={text.refresh} onClick={onRefresh}>
          <Icon name="refresh" />
        </IconButton>
      </div>
      {failed !== "more" && failure}
      {!isWhere && end !== undefined && end.warnings.length > 0 && (
        <Notice
          tone="warning"
          title={end.partial === undefined ? text.aboutAnswer : text.notAllSearched}
        >
          <FromService>{end.warnings.join(" ")}</FromService>
          {end.nextCursor !== undefined && end.partial !== undefined && <> {text.moreGoesOn}</>}
        </Notice>
      )}
      {traces.length === 0 && end !== undefined && error === undefined && (
        <NoMatch params={params} onAsk={onAsk} />
      )}
      {isWhere && (
        <Suspense fallback={<p role="status">{text.loading}</p>}>
          <WhereView {...{ params, round, onAsk }} onSort={(sort) => onShow({ sort })} />
        </Suspense>
      )}
      <div
        ref={rowsRef}
        onPointerEnter={() => onPause(true)}
        onPointerLeave={() => onPause(false)}
        onFocus={() => onPause(true)}
        onBlur={() => onPause(false)}
        onKeyDown={onRowKey}
      >
        {traces.length > 0 && isTable && (
          <TraceTable {...rows} order={order} onOrder={(next) => onShow({ order: next })} />
        )}
        {traces.length > 0 && !isTable && !isWhere && <TraceList {...rows} />}
      </div>
      {failed === "more" && failure}
      {!isWhere && end?.nextCursor !== undefined && (
        <button
          type="button"
          className={styles.more}
          aria-busy={state.busy === "more"}
          onClick={onMore}
        >
          {state.busy === "more" ? text.loading : text.loadMore}
        </button>
      )}
    </section>
  );
}

/** Where the picked traces are compared: two with each other, one with what is typical. */
function Picked({ picked: [one, other] }: { readonly picked: readonly string[] }) {
  if (one === undefined) return null;
  return (
    <Link className={styles.picked} to="/compare" search={{ a: one, b: other ?? TYPICAL }}>
      {other === undefined ? text.compareWithTypical : text.compareTwo}
    </Link>
  );
}

function OrderField({
  order,
  onOrder,
}: {
  readonly order: SearchOrder;
  readonly onOrder: (order: SearchOrder) => void;
}) {
  return (
    <select
      className={styles.order}
      aria-label={text.order}
      value={order}
      onChange={(event) => onOrder(event.target.value as SearchOrder)}
    >
      {ORDERS.map((value) => (
        <option key={value} value={value}>
          {text.orderName(value)}
        </option>
      ))}
    </select>
  );
}

function focusFirst(rows: HTMLElement | null): void {
  rows?.querySelector<HTMLElement>("[data-trace] a")?.focus();
}
