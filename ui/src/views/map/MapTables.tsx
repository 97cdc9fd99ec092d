import type { OwnCallNumbers, OwnGraphEdge, OwnGraphNode } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import { type MapGraph, namespaceOf, pairKey } from "../../logic/map-graph.ts";
import type { MapParams } from "../../logic/map-params.ts";
import { changeText, formatLatency, formatRate, formatRatio } from "../../logic/range-params.ts";
import { orderText, parseOrder } from "../../logic/sort-rows.ts";
import { text as graphText } from "../../texts/graph.ts";
import { text } from "../../texts/map.tsx";
import { Figure } from "../../widgets/Figure.tsx";
import { SortTable, type TableColumn } from "../../widgets/SortTable.tsx";
import styles from "./MapTables.module.css";

interface CallRow {
  readonly edge: OwnGraphEdge;
  /** Their names. */
  readonly caller: string;
  readonly called: string;
}

interface MapTablesProps {
  readonly graph: MapGraph;
  /** Only these nodes and their calls; all when undefined. */
  readonly found: ReadonlySet<string> | undefined;
  readonly params: MapParams;
  readonly onChange: (part: MapParams) => void;
}

/** Everything the graph and the matrix show, as two tables: who calls whom, and each node by itself. */
export function MapTables({ graph, found, params, onChange }: MapTablesProps) {
  const { nodes, pairs, names } = graph;
  const [callColumns, nodeColumns] = [toCallColumns(), toNodeColumns(names)];
  const calls = pairs
    .filter(
      ({ client, server }) => found === undefined || found.has(client.id) || found.has(server.id),
    )
    .flatMap(({ client, server, edges }): CallRow[] => {
      const [caller, called] = [names.get(client.id)!, names.get(server.id)!];
      return edges.map((edge) => ({ edge, caller, called }));
    });
  const order = (columns: readonly TableColumn<never>[]) =>
    parseOrder(
      params.sort,
      columns.map(({ key }) => key),
      "rate",
    );
  const onOrder = (next: Parameters<typeof orderText>[0]) => onChange({ sort: orderText(next) });
  return (
    <>
      <h2 className={styles.head}>{text.calls}</h2>
      <SortTable
        label={text.calls}
        columns={callColumns}
        rows={calls}
        keyOf={({ edge }) => `${pairKey(edge.client, edge.server)}\n${edge.connectionType}`}
        order={order(callColumns)}
        onOrder={onOrder}
        isChosen={({ edge }) => pairKey(edge.client, edge.server) === params.chosen}
      />
      <h2 className={styles.head}>{text.nodes}</h2>
      <SortTable
        label={text.nodes}
        columns={nodeColumns}
        rows={found === undefined ? nodes : nodes.filter(({ id }) => found.has(id))}
        keyOf={({ id }) => id}
        order={order(nodeColumns)}
        onOrder={onOrder}
        isChosen={({ id }) => id === params.chosen}
      />
    </>
  );
}

function numberColumns<Row>(
  now: (row: Row) => OwnCallNumbers,
  before: (row: Row) => OwnCallNumbers | undefined,
): readonly TableColumn<Row>[] {
  const column = (
    key: string,
    label: string,
    of: (numbers: OwnCallNumbers) => number | null,
    format: (value: number) => string,
  ): TableColumn<Row> => ({
    key,
    label,
    numeric: true,
    value: (row) => of(now(row)),
    cell: (row) => {
      const value = of(now(row));
      const earlier = before(row);
      return (
        <Figure
          text={value === null ? "–" : format(value)}
          change={earlier === undefined ? "" : changeText(value, of(earlier))}
          bad={key === "errors" && (value ?? 0) > 0}
        />
      );
    },
  });
  return [
    column("rate", text.rate, ({ callsPerSecond }) => callsPerSecond, formatRate),
    column("errors", text.errors, ({ errorRatio }) => errorRatio, formatRatio),
    column("p50", "p50", ({ p50Us }) => p50Us, formatLatency),
    column("p95", "p95", ({ p95Us }) => p95Us, formatLatency),
    column("p99", "p99", ({ p99Us }) => p99Us, formatLatency),
  ];
}

function toCallColumns(): readonly TableColumn<CallRow>[] {
  return [
    {
      key: "caller",
      label: text.caller,
      value: ({ caller }) => caller,
      cell: ({ caller }) => <span title={caller}>{caller}</span>,
    },
    {
      key: "called",
      label: text.called,
      value: ({ called }) => called,
      cell: ({ called }) => <span title={called}>{called}</span>,
    },
    {
      key: "through",
      label: text.through,
      value: ({ edge }) => graphText.callsThrough(edge.connectionType),
      cell: ({ edge }) => graphText.callsThrough(edge.connectionType),
    },
    ...numberColumns<CallRow>(
      ({ edge }) => edge.now,
      ({ edge }) => edge.previous,
    ),
    {
      key: "trace",
      label: text.trace,
      cell: ({ edge }) =>
        edge.exemplarTraceId !== "" && (
          <Link to="/trace/$traceId" params={{ traceId: edge.exemplarTraceId }}>
            {text.openOne}
          </Link>
        ),
    },
  ];
}

function toNodeColumns(names: ReadonlyMap<string, string>): readonly TableColumn<OwnGraphNode>[] {
  return [
    {
      key: "name",
      label: text.node,
      value: ({ id }) => names.get(id)!,
      cell: ({ id, name, type }) =>
        type === "service" && name !== "" ? (
          <Link to="/services/$service" params={{ service: name }}>
            {names.get(id)}
          </Link>
        ) : (
          names.get(id)
        ),
    },
    {
      key: "type",
      label: text.is,
      value: ({ type }) => graphText.nodeType(type),
      cell: ({ type }) => graphText.nodeType(type),
    },
    {
      key: "namespace",
      label: text.namespace,
      value: ({ attributes }) => namespaceOf(attributes) ?? null,
      cell: ({ attributes }) => namespaceOf(attributes),
    },
    ...numberColumns<OwnGraphNode>(
      (node) => node.in,
      (node) => node.previous?.in,
    ),
    {
      key: "out",
      label: text.callsOthers,
      numeric: true,
      value: (node) => node.out.callsPerSecond,
      cell: (node) => formatRate(node.out.callsPerSecond),
    },
  ];
}
