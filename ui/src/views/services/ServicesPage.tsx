import { getRouteApi, Link } from "@tanstack/react-router";
import { useServices } from "../../api/names.ts";
import { useRedSparks, useRedTotals } from "../../api/red.ts";
import { type RedRow, redLines, toRedRows } from "../../logic/red-rows.ts";
import { type ServicesParams, toServicesParams } from "../../logic/services-params.ts";
import { shownService } from "../../logic/shown-name.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
import { text } from "../../texts/services.tsx";
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
    nameLabel: text.service,
    name: ({ total: { service } }) => (
      <Link to="/services/$service" params={{ service }} search={kept}>
        {shownService(service)}
      </Link>
    ),
  });
  const rows =
    totals.data === undefined ? [] : toRedRows(totals.data, totals.data.range, totals.data.askedMs);
  const wanted = (params.find ?? "").toLowerCase();
  const shown = rows.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <Page isBusy={totals.isFetching}>
      <title>{text.title}</title>
      <h1 className={styles.heading}>{text.services}</h1>
      <ServicesToolbar
        params={params}
        findLabel={text.findServices}
        onChange={change}
        onRefresh={refresh}
      />
      {totals.error !== null ? (
        <Failure title={text.notAnswered} error={totals.error} onRetry={refresh} />
      ) : totals.data === undefined ? (
        <p role="status">{text.readingAll}</p>
      ) : rows.length === 0 ? (
        <NoServices params={params} onChange={change} />
      ) : (
        <>
          <RedWarnings warnings={totals.data.warnings} leftOut={totals.data.rowsLeftOut} />
          <p className={styles.count} role="status">
            {text.shown(shown.length, rows.length)}
          </p>
          <SortTable<RedRow>
            label={text.services}
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
      <Notice tone="plain" title={text.noneYet}>
        {text.howToBegin((label) => (
          <Link to="/search">{label}</Link>
        ))}
      </Notice>
    );
  }
  return (
    <Notice
      tone="plain"
      title={text.noneCalled}
      actions={
        <>
          <button type="button" onClick={() => onChange({ lookback: "1d", start: "", end: "" })}>
            {text.showLastDay}
          </button>
          {params.kind !== "all" && (
            <button type="button" onClick={() => onChange({ kind: "all" })}>
              {text.countAll}
            </button>
          )}
        </>
      }
    >
      {text.onlyCallsCount}
    </Notice>
  );
}
