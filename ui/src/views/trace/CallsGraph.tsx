import { useMemo, useState } from "react";
import type { GraphWords } from "../../logic/graph-words.ts";
import { formatLatency } from "../../logic/range-params.ts";
import type { TraceCall } from "../../logic/trace-calls.ts";
import { traceGraph } from "../../logic/trace-graph.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-calls.ts";
import { GraphView } from "../map/GraphView.tsx";

const NONE: ReadonlySet<string> = new Set();

interface CallsGraphProps {
  readonly model: TraceModel;
  readonly calls: readonly TraceCall[];
  readonly onRow: (row: number) => void;
}

/** The operations of the trace as boxes, callers to the left. A double click or `f` goes to the first span. */
export function CallsGraph({ model, calls, onRow }: CallsGraphProps) {
  const { graph, places } = useMemo(() => traceGraph(model.trace, calls), [model, calls]);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const words: GraphWords = {
    label: text.graph,
    detailOf: ({ id }) => model.trace.services[places.get(id)!.service]!.name,
    amount: ({ callsPerSecond }) => `× ${callsPerSecond.toLocaleString()}`,
    latency: ({ p95Us }) => formatLatency(p95Us),
    namedLatency: ({ p95Us }) => text.meanLatency(formatLatency(p95Us)),
  };
  return (
    <GraphView
      {...{ graph, chosen, words }}
      fills
      found={NONE}
      onChoose={(key) => setChosen(key === chosen ? undefined : key)}
      onFocus={(id) => onRow(places.get(id)!.firstRow)}
    />
  );
}
