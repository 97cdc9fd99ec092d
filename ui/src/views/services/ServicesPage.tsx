import { getRouteApi, Link } from "@tanstack/react-router";
import { useServices } from "../../api/names.ts";
import { useRedSparks, useRedTotals } from "../../api/red.ts";
import { type RedRow, redLines, toRedRows } from "../../logic/red-rows.ts";
import { type ServicesParams, toServicesParams } from "../../logic/services-params.ts";
import { shownService } from "../../logic/shown-name.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
import { Failure } from "../../widgets/Failure.tsx";
import { Page } from "../../widgets/Page.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { SortTable } from "../../widgets/SortTable.tsx";
import { redColumns } from "./red-columns.tsx";
import { RedWarnings } from "./RedWarnings.tsx";
import styles from "./ServicesPage.module.css";
import { ServicesToolbar } from "./ServicesToolbar.tsx";

const route = getRouteApi("/services");

/** All services with their rates, errors and durations. What is shown is in the address. */
export function ServicesPage() {
  const params = toServicesParams(route.useSearch());
  const navigate = route.useNavigate();
  const totals = useRedTotals(params);
  const sparks = useRedSparks(params);
  const change = (part: ServicesParams) =>
    void navigate({ search: toServicesParams({ ...params, ...part }), replace: true });
  const refresh = () => {
    void totals.refetch();
    void sparks.refetch();
  };

  // The page of a service shows the same time.
  const kept = toServicesParams({ ...params, find: "", sort: "" });
  const columns = redColumns({
    lines: sparks.data && redLines(sparks.data),
    nameLabel: "Service",
    name: ({ total: { service } }) => (
      <Link to="/services/$service" params={{ service }} search={kept}>
        {shownService(service)}
      </Link>
    ),
  });
  const rows = totals.data === undefined ? [] : toRedRows(totals.data, totals.data.range);
  const wanted = (params.find ?? "").toLowerCase();
  const shown = rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <Page isBusy={totals.isFetching}>
      <title>Services · Spanhouse</title>
      <h1 className={styles.heading}>Services</h1>
      <ServicesToolbar
        params={params}
        findLabel="Find services"
        onChange={change}
        onRefresh={refresh}
      />
      {totals.error !== null ? (
        <Failure title="The numbers were not answered" error={totals.error} onRetry={refresh} />
      ) : totals.data === undefined ? (
        <p role="status">Reading the numbers of all services …</p>
      ) : rows.length === 0 ? (
        <NoServices params={params} onChange={change} />
      ) : (
        <>
          <RedWarnings warnings={totals.data.warnings} leftOut={totals.data.rowsLeftOut} />
          <p className={styles.count} role="status">
            <strong>{shown.length}</strong> of {rows.length}{" "}
            {rows.length === 1 ? "service" : "services"}
          </p>
          <SortTable<RedRow>
            label="Services"
            columns={columns}
            rows={shown}
            keyOf={({ name }) => name}
            order={parseOrder(
              params.sort,
              columns.map(({ key }) => key),
              "perSecond",
            )}
            onOrder={(order) => change({ sort: orderText(order) })}
          />
        </>
      )}
    </Page>
  );
}

function NoServices({
  params,
  onChange,
}: {
  readonly params: ServicesParams;
  readonly onChange: (part: ServicesParams) => void;
}) {
  const known = useServices();
  if (known.data?.length === 0) {
    return (
      <Notice tone="plain" title="No service has sent a span yet">
        <Link to="/search">The search page</Link> says how to send a first trace.
      </Notice>
    );
  }
  return (
    <Notice
      tone="plain"
      title="No service was called in this time"
      actions={
        <>
          <button type="button" onClick={() => onChange({ lookback: "1d", start: "", end: "" })}>
            Show the last day
          </button>
          {params.kind !== "all" && (
            <button type="button" onClick={() => onChange({ kind: "all" })}>
              Count all spans
            </button>
          )}
        </>
      }
    >
      Only calls that came in count (spans of kind server and consumer), unless all spans are asked
      for.
    </Notice>
  );
}
