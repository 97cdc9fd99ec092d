import type { OwnCriticalOperation, OwnCriticalTime } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { formatShare } from "../../logic/critical-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import type { ServiceColour } from "../../logic/service-colours.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
import { text } from "../../texts/critical.ts";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { ShareBar } from "../../widgets/ShareBar.tsx";
import { SortTable, type TableColumn } from "../../widgets/SortTable.tsx";
import styles from "./WhereTable.module.css";

/** The paths below should be in sight. */
const ROWS_DRAWN = 12;

interface WhereTableProps {
  readonly time: OwnCriticalTime;
  readonly colours: ReadonlyMap<string, ServiceColour>;
  /** See `parseOrder`. */
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
  readonly onOperation: (operation: OwnCriticalOperation) => void;
}

/** The operations that traces waited for, the most critical time first. */
export function WhereTable({ time, colours, sort, onSort, onOperation }: WhereTableProps) {
  const duration = (
    key: "p50Us" | "p95Us" | "p95WithoutUs",
    label: string,
  ): TableColumn<OwnCriticalOperation> => ({
    ...{ key, label, numeric: true, value: (row) => row[key] },
    cell: (row) => formatDuration(row[key]),
  });
  const columns: readonly TableColumn<OwnCriticalOperation>[] = [
    {
      ...{ key: "name", label: text.operation, value: nameOf },
      cell: (row) => (
        <button
          type="button"
          className={styles.name}
          title={text.searchSpansOf(nameOf(row))}
          onClick={() => onOperation(row)}
        >
          <ServiceChip name={row.service} colour={colours.get(row.service)} /> {row.operation}
        </button>
      ),
    },
    {
      ...{ key: "totalUs", label: text.waitedFor, value: (row) => row.totalUs },
      cell: ({ totalUs }) => <Share share={totalUs / time.totalUs} />,
    },
    {
      ...{ key: "traceCount", label: text.traces, numeric: true, value: (row) => row.traceCount },
      cell: ({ traceCount }) => traceCount.toLocaleString(),
    },
    {
      ...{ key: "spanCount", label: text.spans, numeric: true, value: (row) => row.spanCount },
      cell: ({ spanCount }) => spanCount.toLocaleString(),
    },
    duration("p50Us", text.p50PerTrace),
    duration("p95Us", text.p95PerTrace),
    duration("p95WithoutUs", text.p95OfAllWithout),
    {
      ...{ key: "worst", label: text.worst, numeric: true, value: (row) => row.worst?.us ?? null },
      cell: (row) => <Worst row={row} />,
    },
  ];
  const keys = columns.map(({ key }) => key);
  return (
    <SortTable
      label={text.whatTracesWaitedFor}
      columns={columns}
      rows={time.operations}
      rowsDrawn={ROWS_DRAWN}
      keyOf={nameOf}
      order={parseOrder(sort, keys, "totalUs")}
      onOrder={(order) => onSort(orderText(order))}
    />
  );
}

function nameOf({ service, operation }: OwnCriticalOperation): string {
  return `${service} ${operation}`;
}

function Share({ share }: { readonly share: number }) {
  return (
    <span className={styles.share}>
      <span className={styles.amount}>{formatShare(share)}</span>
      <ShareBar share={share} background="var(--accent)" />
    </span>
  );
}

/** The span that one trace waited for longest. */
function Worst({ row }: { readonly row: OwnCriticalOperation }) {
  if (row.worst === undefined) return null;
  const { traceId, spanId, us } = row.worst;
  return (
    <Link
      to="/trace/$traceId"
      params={{ traceId }}
      search={{ span: spanId }}
      aria-label={text.openWaiting(formatDuration(us), nameOf(row))}
    >
      {formatDuration(us)}
    </Link>
  );
}
