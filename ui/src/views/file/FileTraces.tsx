import { Link } from "@tanstack/react-router";
import type { FileSummary, FileTrace } from "../../files/file-summary.ts";
import { formatDuration, formatDurationExact } from "../../logic/duration.ts";
import { type FileParams, toFileParams } from "../../logic/file-params.ts";
import { formatMoment } from "../../logic/moment.ts";
import { serviceColours, type ServiceColour } from "../../logic/service-colours.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
import { text } from "../../texts/file.tsx";
import { ChooseFile } from "../../widgets/ChooseFile.tsx";
import { Figure } from "../../widgets/Figure.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { SortTable, type TableColumn } from "../../widgets/SortTable.tsx";
import { TextField } from "../../widgets/TextField.tsx";
import styles from "./FileTraces.module.css";

interface FileTracesProps {
  readonly name: string;
  readonly summary: FileSummary;
  readonly params: FileParams;
  readonly onParams: (params: FileParams) => void;
}

/** The traces of a file, each a way to its page. */
export function FileTraces({ name, summary, params, onParams }: FileTracesProps) {
  const { traces, formats, spanCount } = summary;
  const wanted = (params.find ?? "").toLowerCase();
  const shown = traces.filter(({ rootService, rootOperation, traceId }) =>
    `${rootService} ${rootOperation} ${traceId}`.toLowerCase().includes(wanted),
  );
  const columns = columnsWith(serviceColours(traces.map(({ rootService }) => rootService)));
  const keys = columns.map(({ key }) => key);
  return (
    <>
      <div className={styles.head}>
        <h1 className={styles.heading}>{name}</h1>
        <ChooseFile />
      </div>
      <FileWarnings summary={summary} />
      <div className={styles.tools}>
        <TextField
          label={text.find}
          value={params.find ?? ""}
          onChange={(find) => onParams(toFileParams({ ...params, find }))}
        />
        <p className={styles.count} role="status">
          {text.shown(shown.length, traces.length, spanCount, formats.join(", "))}
        </p>
      </div>
      <SortTable<FileTrace>
        label={text.tableLabel}
        columns={columns}
        rows={shown}
        keyOf={({ traceId }) => traceId}
        order={parseOrder(params.sort, keys, "started")}
        onOrder={(order) => onParams(toFileParams({ ...params, sort: orderText(order) }))}
      />
    </>
  );
}

function FileWarnings({ summary }: { readonly summary: FileSummary }) {
  const { problems, rejected, isTruncated, spanCount } = summary;
  if (problems.length === 0 && !isTruncated) return null;
  const title = isTruncated
    ? text.truncated(spanCount)
    : rejected === 0
      ? text.partNotRead
      : text.leftOut(rejected);
  return (
    <Notice tone="warning" title={title}>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>
            <FromService>{problem}</FromService>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function columnsWith(
  colours: ReadonlyMap<string, ServiceColour>,
): readonly TableColumn<FileTrace>[] {
  return [
    {
      key: "trace",
      label: text.trace,
      value: ({ rootService, rootOperation }) => `${rootService} ${rootOperation}`,
      cell: ({ traceId, rootService, rootOperation }) => (
        <span className={styles.trace}>
          <ServiceChip name={rootService} colour={colours.get(rootService)} />
          <Link to="/trace/$traceId" params={{ traceId }} search={{ file: "1" }}>
            {rootOperation === "" ? traceId : rootOperation}
          </Link>
        </span>
      ),
    },
    {
      key: "started",
      label: text.started,
      value: ({ startUnixNano }) => Number(startUnixNano),
      cell: ({ startUnixNano }) => formatMoment(startUnixNano),
    },
    {
      key: "duration",
      label: text.duration,
      numeric: true,
      value: ({ durationUs }) => durationUs,
      cell: ({ durationUs }) => (
        <span title={formatDurationExact(durationUs)}>
          <Figure text={formatDuration(durationUs)} />
        </span>
      ),
    },
    {
      key: "spans",
      label: text.spans,
      numeric: true,
      value: ({ spanCount }) => spanCount,
      cell: ({ spanCount }) => <Figure text={spanCount.toLocaleString()} />,
    },
    {
      key: "errors",
      label: text.errors,
      numeric: true,
      value: ({ errorCount }) => errorCount,
      cell: ({ errorCount }) => <Figure text={errorCount.toLocaleString()} bad={errorCount > 0} />,
    },
    {
      key: "services",
      label: text.services,
      numeric: true,
      value: ({ serviceCount }) => serviceCount,
      cell: ({ serviceCount }) => <Figure text={serviceCount.toLocaleString()} />,
    },
  ];
}
