import { getRouteApi, Link } from "@tanstack/react-router";
import { useRedSeries, useRedSparks, useRedTotals } from "../../api/red.ts";
import { type RedRow, redLines, toRedRows } from "../../logic/red-rows.ts";
import { type ServicesParams, toServicesParams } from "../../logic/services-params.ts";
import { pageTitle } from "../../logic/shown-name.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
import { text } from "../../texts/services.tsx";
import { Failure } from "../../widgets/Failure.tsx";
import { Page } from "../../widgets/Page.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { SortTable } from "../../widgets/SortTable.tsx";
import { redColumns } from "./red-columns.tsx";
import { RedCharts } from "./RedCharts.tsx";
import { RedWarnings } from "./RedWarnings.tsx";
import styles from "./ServicePage.module.css";
import { ServicesToolbar } from "./ServicesToolbar.tsx";

const route = getRouteApi("/services/$service");

/** One service over time, and its operations. */
export function ServicePage() {
  const { service } = route.useParams();
  const params = toServicesParams(route.useSearch());
  const navigate = route.useNavigate();
  const { operation } = params;
  const series = useRedSeries(
    params,
    operation === undefined ? { service } : { service, operation },
  );
  const totals = useRedTotals(params, { service });
  const sparks = useRedSparks(params, { service });
  const change = (part: ServicesParams) =>
    void navigate({ search: toServicesParams({ ...params, ...part }), replace: true });
  const refresh = () => {
    for (const query of [series, totals, sparks]) void query.refetch();
  };

  const kept = toServicesParams({ ...params, find: "", sort: "", operation: "" });
  const columns = redColumns({
    lines: sparks.data && redLines(sparks.data),
    nameLabel: text.operation,
    name: ({ name }) => (
      <Link
        from="/services/$service"
        search={toServicesParams({ ...params, operation: name === operation ? "" : name })}
        replace
        aria-current={name === operation ? "true" : undefined}
      >
        {name}
      </Link>
    ),
  });
  const rows =
    totals.data === undefined ? [] : toRedRows(totals.data, totals.data.range, totals.data.askedMs);
  const wanted = (params.find ?? "").toLowerCase();
  const error = series.error ?? totals.error;
  return (
    <Page isBusy={series.isFetching}>
      <title>{pageTitle(service)}</title>
      <div className={styles.head}>
        <h1>{operation === undefined ? service : text.operationOf(service, operation)}</h1>
        {operation !== undefined && (
          <Link
            from="/services/$service"
            search={toServicesParams({ ...params, operation: "" })}
            replace
          >
            {text.allOperations}
          </Link>
        )}
        <Link to="/services" search={kept}>
          {text.allServices}
        </Link>
        <Link to="/map" search={{ ...rangeOf(params), focus: service, level: "service" }}>
          {text.onTheMap}
        </Link>
        <Link
          to="/search"
          search={{
            ...rangeOf(params),
            service,
            ...(operation === undefined ? {} : { operation }),
          }}
        >
          {text.itsTraces}
        </Link>
      </div>
      <ServicesToolbar
        params={params}
        findLabel={text.findOperations}
        onChange={change}
        onRefresh={refresh}
      />
      {error !== null ? (
        <Failure title={text.notAnswered} error={error} onRetry={refresh} />
      ) : series.data === undefined || totals.data === undefined ? (
        <p role="status">{text.reading(service)}</p>
      ) : series.data.series.length === 0 ? (
        <Notice
          tone="plain"
          title={text.notCalled(operation ?? service)}
          actions={
            <button
              type="button"
              onClick={() => change({ kind: "all", lookback: "1d", start: "", end: "" })}
            >
              {text.countAllOfLastDay}
            </button>
          }
        />
      ) : (
        <>
          <RedWarnings warnings={series.data.warnings} leftOut={0} />
          <RedCharts red={series.data} />
        </>
      )}
      {totals.error === null && totals.data !== undefined && rows.length > 0 && (
        <>
          <h2 className={styles.subhead}>{text.operations}</h2>
          <RedWarnings warnings={totals.data.warnings} leftOut={totals.data.rowsLeftOut} />
          <SortTable<RedRow>
            label={text.operations}
            columns={columns}
            rows={rows.filter(({ name }) => name.toLowerCase().includes(wanted))}
            keyOf={({ name }) => name}
            order={parseOrder(
              params.sort,
              columns.map(({ key }) => key),
              "perSecond",
            )}
            onOrder={(order) => change({ sort: orderText(order) })}
            isChosen={({ name }) => name === operation}
          />
        </>
      )}
    </Page>
  );
}

function rangeOf({
  lookback,
  start,
  end,
}: ServicesParams): Partial<Record<"lookback" | "start" | "end", string>> {
  return {
    ...(lookback === undefined ? {} : { lookback }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  };
}
