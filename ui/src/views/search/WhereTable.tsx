import type { OwnCriticalOperation, OwnCriticalTime } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { formatShare } from "../../logic/critical-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import type { ServiceColour } from "../../logic/service-colours.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
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
      ...{ key: "name", label: "Operation", value: nameOf },
      cell: (row) => (
        <button
          type="button"
          className={styles.name}
          title={`Search the spans of ${nameOf(row)}`}
          onClick={() => onOperation(row)}
        >
          <ServiceChip name={row.service} colour={colours.get(row.service)} /> {row.operation}
        </button>
      ),
    },
    {
      ...{ key: "totalUs", label: "Waited for", value: (row) => row.totalUs },
      cell: ({ totalUs }) => <Share share={totalUs / time.totalUs} />,
    },
    {
      ...{ key: "traceCount", label: "Traces", numeric: true, value: (row) => row.traceCount },
      cell: ({ traceCount }) => traceCount.toLocaleString(),
    },
    {
      ...{ key: "spanCount", label: "Spans", numeric: true, value: (row) => row.spanCount },
      cell: ({ spanCount }) => spanCount.toLocaleString(),
    },
    duration("p50Us", "p50 per trace"),
    duration("p95Us", "p95 per trace"),
    duration("p95WithoutUs", "p95 of all without"),
    {
      ...{ key: "worst", label: "Worst", numeric: true, value: (row) => row.worst?.us ?? null },
      cell: (row) => <Worst row={row} />,
    },
  ];
  const keys = columns.map(({ key }) => key);
  return (
    <SortTable
      label="What traces waited for"
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
      aria-label={`Open the trace that waited ${formatDuration(us)} for ${nameOf(row)}`}
    >
      {formatDuration(us)}
    </Link>
  );
}
