import { lazy, type ReactNode, Suspense, useMemo } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { type TraceCall, traceCalls } from "../../logic/trace-calls.ts";
import { operationCount } from "../../logic/trace-graph.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-calls.ts";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import styles from "./CallsView.module.css";
import { TraceTable } from "./TraceTable.tsx";

// The drawing is the map's, which few who read a trace have loaded.
const CallsGraph = lazy(async () => ({
  default: (await import("./CallsGraph.tsx")).CallsGraph,
}));

/** More edges are not read by people, and are slow to draw. */
const EDGES_DRAWN_MAX = 500;

/** Larger graphs are a table: nobody finds their way through so many boxes, and to lay them out takes long. */
const BOXES_DRAWN_MAX = 120;

interface CallsViewProps {
  readonly model: TraceModel;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
  /** Shows a row in the timeline. */
  readonly onRow: (row: number) => void;
}

/** The graph of the trace's operations: who calls whom, how often, with what result; drawn, or as a table. */
export function CallsView({ model, isTable, onTable, onRow }: CallsViewProps) {
  const calls = useMemo(() => traceCalls(model.trace), [model]);
  const boxes = operationCount(calls);
  const isDrawn = !isTable && boxes <= BOXES_DRAWN_MAX;
  const bar = (
    <>
      <span>{text.operations(boxes)}</span>
      <button
        type="button"
        className={styles.choice}
        aria-pressed={!isDrawn}
        disabled={boxes > BOXES_DRAWN_MAX}
        onClick={() => onTable(!isTable)}
      >
        {text.asTable}
      </button>
    </>
  );
  if (!isDrawn) return <CallsTable {...{ model, calls, bar, onRow }} />;
  return (
    <section className={styles.view} aria-label={text.label}>
      <div className={styles.bar}>{bar}</div>
      <Suspense>
        <CallsGraph {...{ model, calls, onRow }} />
      </Suspense>
    </section>
  );
}

interface CallsTableProps extends Pick<CallsViewProps, "model" | "onRow"> {
  readonly calls: readonly TraceCall[];
  readonly bar: ReactNode;
}

function CallsTable({ model, calls, bar, onRow }: CallsTableProps) {
  return (
    <TraceTable
      label={text.label}
      bar={bar}
      note={calls.length > EDGES_DRAWN_MAX && text.firstCalls(EDGES_DRAWN_MAX, calls.length)}
    >
      <thead>
        <tr>
          <th scope="col">{text.caller}</th>
          <th scope="col" data-text>
            {text.called}
          </th>
          <th scope="col">{text.spans}</th>
          <th scope="col">{text.errors}</th>
          <th scope="col">{text.total}</th>
          <th scope="col">{text.mean}</th>
          <th scope="col">{text.longest}</th>
        </tr>
      </thead>
      <tbody>
        {calls.slice(0, EDGES_DRAWN_MAX).map((call) => (
          <tr key={call.firstRow}>
            <td data-text>
              {call.caller === undefined ? (
                <small>{text.noCaller}</small>
              ) : (
                <Node model={model} of={call.caller} />
              )}
            </td>
            <th scope="row">
              <button type="button" onClick={() => onRow(call.firstRow)}>
                <Node model={model} of={call.callee} />
              </button>
            </th>
            <td>{call.spanCount.toLocaleString()}</td>
            <td data-error={call.errorCount > 0 || undefined}>
              {call.errorCount.toLocaleString()}
            </td>
            <td>{formatDuration(call.totalUs)}</td>
            <td>{formatDuration(call.totalUs / call.spanCount)}</td>
            <td>{formatDuration(call.maxUs)}</td>
          </tr>
        ))}
      </tbody>
    </TraceTable>
  );
}

function Node({
  model,
  of: [service, operation],
}: {
  readonly model: TraceModel;
  readonly of: TraceCall["callee"];
}) {
  const { trace, colours } = model;
  return (
    <>
      <ServiceChip name={trace.services[service]!.name} colour={colours[service]} />{" "}
      {trace.operations[operation]}
    </>
  );
}
