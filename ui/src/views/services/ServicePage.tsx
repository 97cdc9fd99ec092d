import { getRouteApi, Link } from "@tanstack/react-router";
import { useRedSeries, useRedSparks, useRedTotals } from "../../api/red.ts";
import { type RedRow, redLines, toRedRows } from "../../logic/red-rows.ts";
import { type ServicesParams, toServicesParams } from "../../logic/services-params.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
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
    nameLabel: "Operation",
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
  const rows = totals.data === undefined ? [] : toRedRows(totals.data, totals.data.range);
  const wanted = (params.find ?? "").toLowerCase();
  const error = series.error ?? totals.error;
  return (
    <Page isBusy={series.isFetching}>
      <title>{`${service} · Spanhouse`}</title>
      <div className={styles.head}>
        <h1>{operation === undefined ? service : `${service} · ${operation}`}</h1>
        {operation !== undefined && (
          <Link
            from="/services/$service"
            search={toServicesParams({ ...params, operation: "" })}
            replace
          >
            All operations
          </Link>
        )}
        <Link to="/services" search={kept}>
          All services
        </Link>
        <Link to="/map" search={{ ...rangeOf(params), focus: service, level: "service" }}>
          On the map
        </Link>
        <Link
          to="/search"
          search={{
            ...rangeOf(params),
            service,
            ...(operation === undefined ? {} : { operation }),
          }}
        >
          Its traces
        </Link>
      </div>
      <ServicesToolbar
        params={params}
        findLabel="Find operations"
        onChange={change}
        onRefresh={refresh}
      />
      {error !== null ? (
        <Failure title="The numbers were not answered" error={error} onRetry={refresh} />
      ) : series.data === undefined || totals.data === undefined ? (
        <p role="status">Reading the numbers of {service} …</p>
      ) : series.data.series.length === 0 ? (
        <Notice
          tone="plain"
          title={`${operation ?? service} was not called in this time`}
          actions={
            <button
              type="button"
              onClick={() => change({ kind: "all", lookback: "1d", start: "", end: "" })}
            >
              Count all spans of the last day
            </button>
          }
        />
      ) : (
        <>
          <RedWarnings warnings={series.data.warnings} leftOut={0} />
          <RedCharts red={series.data} />
        </>
      )}
      {totals.data !== undefined && rows.length > 0 && (
        <>
          <h2 className={styles.subhead}>Operations</h2>
          <RedWarnings warnings={totals.data.warnings} leftOut={totals.data.rowsLeftOut} />
          <SortTable<RedRow>
            label="Operations"
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
