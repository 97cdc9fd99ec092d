import type { OwnCallNumbers, OwnGraphNode } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import type { CallPair, MapGraph } from "../../logic/map-graph.ts";
import type { MapParams } from "../../logic/map-params.ts";
import { changeText, formatLatency, formatRate, formatRatio } from "../../logic/range-params.ts";
import { text as graphText } from "../../texts/graph.ts";
import { text } from "../../texts/map.tsx";
import { SidePanel } from "../../widgets/SidePanel.tsx";
import styles from "./ChosenPanel.module.css";

/** Callers and called beyond these are in the table. */
const NEIGHBOURS_MAX = 12;

interface ChosenPanelProps {
  readonly graph: MapGraph;
  readonly params: MapParams;
  readonly onChange: (part: MapParams) => void;
}

/** What is chosen on the map, a node or the calls from one to another; nothing when nothing is. */
export function ChosenPanel({ graph, params, onChange }: ChosenPanelProps) {
  const { chosen } = params;
  const node = graph.nodes.find(({ id }) => id === chosen);
  const pair = graph.pairs.find(({ key }) => key === chosen);
  if (node === undefined && pair === undefined) return undefined;
  const title =
    node === undefined
      ? `${graph.names.get(pair!.client.id)} → ${graph.names.get(pair!.server.id)}`
      : graph.names.get(node.id)!;
  return (
    <SidePanel label={title} title={title} onClose={() => onChange({ chosen: "" })}>
      {pair !== undefined && <PairFacts pair={pair} names={graph.names} onChange={onChange} />}
      {node !== undefined && <NodeFacts node={node} graph={graph} onChange={onChange} />}
    </SidePanel>
  );
}

function NodeFacts({
  node,
  graph,
  onChange,
}: Pick<ChosenPanelProps, "graph" | "onChange"> & { readonly node: OwnGraphNode }) {
  return (
    <>
      <p className={styles.kind}>
        {graphText.nodeType(node.type)}
        {Object.entries(node.attributes).map(([key, value]) => (
          <span key={key}>
            {key} = {value}
          </span>
        ))}
      </p>
      <div className={styles.actions}>
        {node.type === "service" && node.name !== "" && (
          <Link to="/services/$service" params={{ service: node.name }}>
            {text.overTime}
          </Link>
        )}
        {node.type === "service" && node.name !== "" && (
          <Link to="/search" search={{ service: node.name }}>
            {text.traces}
          </Link>
        )}
        {node.type === "namespace" && (
          <button
            type="button"
            onClick={() => onChange({ level: "service", within: node.name, chosen: "" })}
          >
            {text.showServices}
          </button>
        )}
        <button type="button" onClick={() => onChange({ focus: node.id, within: "" })}>
          {text.focus}
        </button>
      </div>
      <Numbers title={text.callsIn} now={node.in} before={node.previous?.in} />
      <Numbers title={text.callsOut} now={node.out} before={node.previous?.out} />
      <Neighbours
        title={text.calledByCount}
        pairs={graph.pairs.filter(({ server }) => server.id === node.id)}
        name={({ client }) => graph.names.get(client.id)}
        onChange={onChange}
      />
      <Neighbours
        title={text.callsCount}
        pairs={graph.pairs.filter(({ client }) => client.id === node.id)}
        name={({ server }) => graph.names.get(server.id)}
        onChange={onChange}
      />
    </>
  );
}

function PairFacts({
  pair,
  names,
  onChange,
}: Pick<ChosenPanelProps, "onChange"> & Pick<MapGraph, "names"> & { readonly pair: CallPair }) {
  return (
    <>
      {pair.edges.map((edge) => (
        <div key={edge.connectionType}>
          <Numbers
            title={graphText.callsThrough(edge.connectionType) || text.calls}
            now={edge.now}
            before={edge.previous}
          />
          {edge.exemplarTraceId !== "" && (
            <Link to="/trace/$traceId" params={{ traceId: edge.exemplarTraceId }}>
              {text.openTrace}
            </Link>
          )}
        </div>
      ))}
      <div className={styles.actions}>
        {[pair.client, pair.server].map((node) => (
          <button key={node.id} type="button" onClick={() => onChange({ chosen: node.id })}>
            {names.get(node.id)}
          </button>
        ))}
      </div>
    </>
  );
}

interface NumbersProps {
  readonly title: string;
  readonly now: OwnCallNumbers;
  readonly before: OwnCallNumbers | undefined;
}

function Numbers({ title, now, before }: NumbersProps) {
  if (now.calls === 0 && (before?.calls ?? 0) === 0) return undefined;
  const rows = [
    [text.rate, formatRate(now.callsPerSecond), now.callsPerSecond, before?.callsPerSecond],
    [text.errors, formatRatio(now.errorRatio), now.errorRatio, before?.errorRatio],
    ["p50", formatLatency(now.p50Us), now.p50Us, before?.p50Us],
    ["p95", formatLatency(now.p95Us), now.p95Us, before?.p95Us],
    ["p99", formatLatency(now.p99Us), now.p99Us, before?.p99Us],
  ] as const;
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles.numbers}>
        {rows.map(([label, amount, value, earlier]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {amount}
              {before !== undefined && <small>{changeText(value, earlier ?? null)}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface NeighboursProps {
  readonly title: (count: number) => string;
  readonly pairs: readonly CallPair[];
  readonly name: (pair: CallPair) => string | undefined;
  readonly onChange: (part: MapParams) => void;
}

function Neighbours({ title, pairs, name, onChange }: NeighboursProps) {
  if (pairs.length === 0) return undefined;
  return (
    <section>
      <h3>{title(pairs.length)}</h3>
      <ul className={styles.neighbours}>
        {pairs.slice(0, NEIGHBOURS_MAX).map((pair) => (
          <li key={pair.key}>
            <button type="button" onClick={() => onChange({ chosen: pair.key })}>
              <span>{name(pair)}</span>
              <small>
                {formatRate(pair.callsPerSecond)} · {formatRatio(pair.errorRatio)} ·{" "}
                {formatLatency(pair.p95Us)}
              </small>
            </button>
          </li>
        ))}
        {pairs.length > NEIGHBOURS_MAX && (
          <li>
            <button type="button" onClick={() => onChange({ view: "table" })}>
              {text.moreInTable(pairs.length - NEIGHBOURS_MAX)}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
