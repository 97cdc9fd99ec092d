import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine, Settings } from "../connection/engine.ts";
import { CALL_GRAPH_COLUMNS } from "../schema/graph-tables.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { NODE_TYPES, type CallGraph, type Claim, type NodeType } from "./call-graph.ts";
import type { BinColumns, SumsColumns } from "./call-sums-table.ts";
import { nativeRow, type NativeValue, type Numbers } from "./native-row.ts";

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
  const bytes = Buffer.concat(nativeRow(FILE_COLUMNS, rowOf(generation)));
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

type Row = Readonly<Record<string, NativeValue>>;

function rowOf(generation: CallGraphGeneration): Row {
  const { claims } = generation;
  const computedOn = Math.floor(generation.generation / MS_PER_DAY);
  return {
    tenant: { is: "text", text: generation.tenant },
    step_seconds: one(Uint32Array.of(generation.stepSeconds)),
    step: one(Uint32Array.of(generation.step)),
    generation: one(BigUint64Array.of(BigInt(generation.generation))),
    computed_on: one(Uint16Array.of(computedOn)),
    arrivals: one(BigUint64Array.of(BigInt(generation.arrivals))),
    inputs: one(BigUint64Array.of(generation.inputs)),
    unchecked: one(BigUint64Array.of(BigInt(generation.unchecked))),
    ...edgeColumns(generation.graph),
    ...pairColumns(generation.graph),
    "claims.time_bucket": array(Uint32Array.from(claims, ({ timeBucket }) => timeBucket)),
    "claims.trace_id": ids(claims.map(({ traceId }) => traceId)),
    "claims.span_id": ids(claims.map(({ spanId }) => spanId)),
    waiting: array(BigUint64Array.from(generation.waiting)),
  };
}

function edgeColumns({ services, edges }: CallGraph): Row {
  const { keys } = edges;
  const side = (name: "client" | "server"): Row => {
    const nodes = keys.map((key) => services[key[name]]!);
    return {
      [`edges.${name}_type`]: typesOf(nodes),
      [`edges.${name}`]: { is: "texts", texts: nodes.map((node) => node.name) },
      [`edges.${name}_namespace`]: { is: "texts", texts: nodes.map((node) => node.namespace) },
      [`edges.${name}_environment`]: { is: "texts", texts: nodes.map((node) => node.environment) },
      [`edges.${name}_sum_nano`]: array(edges[`${name}SumNano`]),
      ...binColumns(`edges.${name}_`, edges[name]),
    };
  };
  return {
    "edges.minute": array(Uint8Array.from(keys, ({ minute }) => minute)),
    ...side("client"),
    ...side("server"),
    ...sumColumns("edges", edges),
  };
}

function pairColumns({ nodes, pairs }: CallGraph): Row {
  const side = (name: "client" | "server"): Row => {
    const ends = pairs.keys.map((key) => nodes[key[name]]!);
    return {
      [`pairs.${name}_resource`]: ids(ends.map(({ resource }) => resource)),
      [`pairs.${name}_type`]: typesOf(ends),
      [`pairs.${name}`]: { is: "texts", texts: ends.map((node) => node.name) },
    };
  };
  return {
    ...side("client"),
    ...side("server"),
    ...sumColumns("pairs", pairs),
    ...binColumns("pairs.", pairs.server),
  };
}

function sumColumns(table: "edges" | "pairs", sums: SumsColumns): Row {
  return {
    [`${table}.connection`]: array(Uint8Array.from(sums.keys, ({ connection }) => connection)),
    [`${table}.calls`]: array(sums.calls),
    [`${table}.errors`]: array(sums.errors),
    [`${table}.exemplar`]: { is: "array", count: sums.keys.length, items: sums.exemplars },
  };
}

function binColumns(prefix: string, { ends, bins, weights }: BinColumns): Row {
  return {
    [`${prefix}bins`]: { is: "arrays", ends, items: bins },
    [`${prefix}weights`]: { is: "arrays", ends, items: weights },
  };
}

function typesOf(nodes: readonly { readonly type: NodeType }[]): NativeValue {
  return array(Uint8Array.from(nodes, ({ type }) => NODE_TYPES.indexOf(type)));
}

function one(bytes: Numbers): NativeValue {
  return { is: "one", bytes };
}

function array(items: Numbers): NativeValue {
  return { is: "array", count: items.length, items };
}

/** Of hexadecimal texts. */
function ids(texts: readonly string[]): NativeValue {
  return { is: "array", count: texts.length, items: Buffer.from(texts.join(""), "hex") };
}
