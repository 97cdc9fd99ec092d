import { useMemo, useState } from "react";
import type { AttributeColumns } from "../../logic/attribute-columns.ts";
import { formatDuration } from "../../logic/duration.ts";
import { spanStatistics, textColumnOf } from "../../logic/span-statistics.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-statistics.ts";
import { fieldLabel } from "./field-label.ts";
import { KeySelect } from "./KeySelect.tsx";
import { ShareCell, TraceTable } from "./TraceTable.tsx";

interface StatisticsViewProps {
  readonly model: TraceModel;
  readonly by: string;
  readonly attributes: AttributeColumns;
  readonly onWantAttributes: () => void;
  readonly onBy: (key: string) => void;
  /** Shows the spans with a value. */
  readonly onValue: (key: string, value: string) => void;
}

const COLUMNS = [
  "spanCount",
  "errorCount",
  "selfUs",
  "totalUs",
  "p50Us",
  "p95Us",
  "maxUs",
] as const;
type Column = (typeof COLUMNS)[number];

/** Counts, errors and times of the spans of a trace by any of their fields or attributes. */
export function StatisticsView(props: StatisticsViewProps) {
  const { model, by, attributes, onWantAttributes, onBy, onValue } = props;
  const [sort, setSort] = useState<Column>("selfUs");
  const groups = useMemo(() => {
    const column = textColumnOf(model.trace, by, attributes);
    return column === undefined ? undefined : spanStatistics(model.trace, column);
  }, [model, by, attributes]);
  const sorted = [...(groups ?? [])].sort((a, b) => b[sort] - a[sort]);
  const selfMaxUs = Math.max(...sorted.slice(0, ROWS_DRAWN_MAX).map(({ selfUs }) => selfUs), 1e-9);
  return (
    <TraceTable
      label={text.label}
      bar={
        <>
          {text.by}
          <KeySelect
            label={text.statisticsBy}
            value={by}
            {...{ attributes, onWantAttributes }}
            onChange={onBy}
          />
        </>
      }
      note={
        <>
          {groups === undefined && (attributes.problem ?? text.reading)}
          {groups?.length === 0 && text.noSpan}
          {sorted.length > ROWS_DRAWN_MAX && text.firstValues(ROWS_DRAWN_MAX, sorted.length)}
        </>
      }
    >
      <thead>
        <tr>
          <th scope="col">{fieldLabel(by)}</th>
          {COLUMNS.map((name) => (
            <th key={name} scope="col" aria-sort={sort === name ? "descending" : undefined}>
              <button type="button" onClick={() => setSort(name)}>
                {text[name]}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted.slice(0, ROWS_DRAWN_MAX).map((group) => (
          <tr key={group.value}>
            <th scope="row">
              <button type="button" onClick={() => onValue(by, group.value)}>
                {group.value === "" ? text.empty : group.value}
              </button>
            </th>
            <td>{group.spanCount.toLocaleString()}</td>
            <td data-error={group.errorCount > 0 || undefined}>
              {group.errorCount.toLocaleString()}
            </td>
            <ShareCell share={group.selfUs / selfMaxUs}>{formatDuration(group.selfUs)}</ShareCell>
            <td>{formatDuration(group.totalUs)}</td>
            <td>{formatDuration(group.p50Us)}</td>
            <td>{formatDuration(group.p95Us)}</td>
            <td>{formatDuration(group.maxUs)}</td>
          </tr>
        ))}
      </tbody>
    </TraceTable>
  );
}

/** More values than that are not read by people, and are slow to draw. */
const ROWS_DRAWN_MAX = 500;
