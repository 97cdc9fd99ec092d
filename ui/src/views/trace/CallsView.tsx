import { useMemo } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { type TraceCall, traceCalls } from "../../logic/trace-calls.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { TraceTable } from "./TraceTable.tsx";

/** More edges are not read by people, and are slow to draw. */
const EDGES_DRAWN_MAX = 500;

interface CallsViewProps {
  readonly model: TraceModel;
  /** Shows a row in the timeline. */
  readonly onRow: (row: number) => void;
}

/** The graph of the trace's operations as its edges: who calls whom, how often, with what result. */
export function CallsView({ model, onRow }: CallsViewProps) {
  const calls = useMemo(() => traceCalls(model.trace), [model]);
  return (
    <TraceTable
      label="Calls"
      bar={<span>{calls.length.toLocaleString()} different calls</span>}
      note={calls.length > EDGES_DRAWN_MAX && `The first ${EDGES_DRAWN_MAX} are shown.`}
    >
      <thead>
        <tr>
          <th scope="col">Caller</th>
          <th scope="col" data-text>
            Called
          </th>
          <th scope="col">Spans</th>
          <th scope="col">Errors</th>
          <th scope="col">Total</th>
          <th scope="col">Mean</th>
          <th scope="col">Longest</th>
        </tr>
      </thead>
      <tbody>
        {calls.slice(0, EDGES_DRAWN_MAX).map((call) => (
          <tr key={call.firstRow}>
            <td data-text>
              {call.caller === undefined ? (
                <small>nothing in the trace</small>
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
