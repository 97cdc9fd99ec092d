import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine, Settings } from "../connection/engine.ts";
import { CALL_GRAPH_COLUMNS } from "../schema/graph-tables.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { CallSums } from "./call-sums.ts";
import {
  NODE_TYPES,
  type CallGraph,
  type Claim,
  type NodeType,
  type ResourceNode,
  type ServiceNode,
} from "./call-graph.ts";
import { nativeRows, type NativeValue } from "./native-rows.ts";

/** A step of a tenant: `step` is its start divided by `stepSeconds`, which is 300 or 3,600. */
export interface GraphStep {
  readonly tenant: string;
  readonly stepSeconds: number;
  readonly step: number;
}

/** One generation of the calls of a step. */
export interface CallGraphGeneration extends GraphStep {
  readonly generation: number;
  readonly arrivals: number;
  readonly inputs: bigint;
  readonly unchecked: number;
  readonly graph: CallGraph;
  readonly claims: readonly Claim[];
  readonly waiting: readonly bigint[];
}

/** Columns as they are in the file. */
const FILE_COLUMNS = CALL_GRAPH_COLUMNS.map(({ name, type }) => ({
  name,
  type: type === "LowCardinality(String)" ? "String" : type,
}));

const MS_PER_DAY = 86_400_000;

/**
 * Stores a generation: one row in one insert, so that readers see all of it or nothing. Repeated, it stores
 * nothing; cut off, the step is found to be stale and computed again. Throws the engine's errors.
 */
export async function writeCallGraph(
  engine: Engine,
  layout: Layout,
  settings: Settings,
  generation: CallGraphGeneration,
): Promise<void> {
  const bytes = Buffer.concat(nativeRows(FILE_COLUMNS, [rowOf(generation)]));
  const folder = await mkdtemp(join(tmpdir(), "spanhouse-graph-"));
  try {
    const path = join(folder, "graph.native");
    await writeFile(path, bytes);
    await engine.insertNative({
      table: qualified(layout, "call_graphs"),
      columns: FILE_COLUMNS,
      skipped: [],
      parts: [{ path, rows: 1 }],
      settings: {
        ...settings,
        insert_deduplication_token: `graph-${createHash("sha256").update(bytes).digest("hex")}`,
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rowOf(generation: CallGraphGeneration): Readonly<Record<string, NativeValue>> {
  const { graph, claims } = generation;
  const edges = [...graph.edges.values()];
  const pairs = [...graph.pairs.values()];
  return {
    tenant: generation.tenant,
    step_seconds: generation.stepSeconds,
    step: generation.step,
    generation: generation.generation,
    computed_on: Math.floor(generation.generation / MS_PER_DAY),
    arrivals: generation.arrivals,
    inputs: generation.inputs,
    unchecked: generation.unchecked,
    "edges.minute": edges.map(({ minute }) => minute),
    ...serviceColumns(
      "client",
      edges.map(({ client }) => client),
    ),
    ...serviceColumns(
      "server",
      edges.map(({ server }) => server),
    ),
    "edges.connection": edges.map(({ connection }) => connection),
    ...sumColumns(
      "edges",
      edges.map(({ sums }) => sums),
    ),
    "edges.client_sum_nano": edges.map(({ sums }) => sums.clientSumNano),
    "edges.server_sum_nano": edges.map(({ sums }) => sums.serverSumNano),
    ...binColumns(
      "edges.client_",
      edges.map(({ sums }) => sums.clientBins),
    ),
    ...binColumns(
      "edges.server_",
      edges.map(({ sums }) => sums.serverBins),
    ),
    ...resourceColumns(
      "client",
      pairs.map(({ client }) => client),
    ),
    ...resourceColumns(
      "server",
      pairs.map(({ server }) => server),
    ),
    "pairs.connection": pairs.map(({ connection }) => connection),
    ...sumColumns(
      "pairs",
      pairs.map(({ sums }) => sums),
    ),
    ...binColumns(
      "pairs.",
      pairs.map(({ sums }) => sums.latencyBins),
    ),
    "claims.time_bucket": claims.map(({ timeBucket }) => timeBucket),
    "claims.trace_id": claims.map(({ traceId }) => traceId),
    "claims.span_id": claims.map(({ spanId }) => spanId),
    waiting: generation.waiting,
  };
}

type Columns = Readonly<Record<string, NativeValue>>;

function serviceColumns(side: string, nodes: readonly ServiceNode[]): Columns {
  return {
    [`edges.${side}_type`]: nodes.map(({ type }) => numberOf(type)),
    [`edges.${side}`]: nodes.map(({ name }) => name),
    [`edges.${side}_namespace`]: nodes.map(({ namespace }) => namespace),
    [`edges.${side}_environment`]: nodes.map(({ environment }) => environment),
  };
}

function resourceColumns(side: string, nodes: readonly ResourceNode[]): Columns {
  return {
    [`pairs.${side}_resource`]: nodes.map(({ resource }) => resource),
    [`pairs.${side}_type`]: nodes.map(({ type }) => numberOf(type)),
    [`pairs.${side}`]: nodes.map(({ name }) => name),
  };
}

function numberOf(type: NodeType): number {
  return NODE_TYPES.indexOf(type);
}

function sumColumns(table: string, sums: readonly CallSums[]): Columns {
  return {
    [`${table}.calls`]: sums.map(({ calls }) => calls),
    [`${table}.errors`]: sums.map(({ errors }) => errors),
    [`${table}.exemplar`]: sums.map(({ exemplar }) => exemplar.padEnd(32, "0")),
  };
}

function binColumns(prefix: string, bins: readonly ReadonlyMap<number, number>[]): Columns {
  return {
    [`${prefix}bins`]: bins.map((one) => [...one.keys()]),
    [`${prefix}weights`]: bins.map((one) => [...one.values()]),
  };
}
