import { ByteTextCache } from "@spanhouse/model";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { rowReader, type RowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { NODE_TYPES } from "./call-graph.ts";
import { EndsTable, type EdgeEnds } from "./ends-table.ts";

/** Five minutes or an hour of a tenant, as one generation of it is. */
export interface StepVersion {
  /** 300 or 3,600. */
  readonly stepSeconds: number;
  readonly step: number;
  readonly generation: number;
  /** What it was computed from; both as in `call_graphs`. */
  readonly arrivals: number;
  readonly inputs: bigint;
}

/**
 * The edges between services of one generation of a step, as columns with a place per edge. Nothing ever changes
 * in it. Latencies are those of the called end, or else of the caller: the bins of edge `e`, with their weights,
 * are at `binEnds[e - 1]` (0 for the first) to `binEnds[e]`.
 */
export interface StepEdges {
  readonly version: StepVersion;
  /** Without repetition. */
  readonly ends: readonly EdgeEnds[];
  /** The ends of each edge, by their place in `ends`, from 1. */
  readonly numbers: Uint32Array;
  /** Since the start of the step; 0 in an hour. */
  readonly minutes: Uint8Array;
  readonly calls: Float64Array;
  readonly errors: Float64Array;
  /** Trace ids, 16 bytes each. */
  readonly exemplars: Uint8Array;
  readonly binEnds: Uint32Array;
  readonly bins: Uint16Array;
  readonly weights: Float64Array;
  /** Memory that it takes, by estimate. */
  readonly byteLength: number;
}

export const EXEMPLAR_BYTES = 16;

/** Says which generation it is, among all of a tenant. */
export function versionKey(version: StepVersion): string {
  const { stepSeconds, step, generation, arrivals, inputs } = version;
  return `${stepSeconds}/${step}/${generation}/${arrivals}/${inputs}`;
}

/** Reads the newest generation of these steps. Steps that are not stored are not in the result. */
export async function readStepEdges(
  engine: Engine,
  layout: Layout,
  request: { readonly tenant: string; readonly steps: readonly StepVersion[] },
  options: QueryOptions,
): Promise<readonly StepEdges[]> {
  if (request.steps.length === 0) return [];
  const bytes = await engine.read(stepEdgesQuery(layout, request), options);
  const row = rowReader(bytes, new ByteTextCache());
  const table = new EndsTable();
  const steps: StepEdges[] = [];
  while (!row.isAtEnd()) steps.push(readStep(row, table));
  return steps;
}

/** Arrays as they are stored: adding them up here is faster than taking them apart in the engine. */
function stepEdgesQuery(
  layout: Layout,
  { tenant, steps }: { readonly tenant: string; readonly steps: readonly StepVersion[] },
): Query {
  const latency = (what: "bins" | "weights"): string =>
    `arrayMap((s, c) -> if(empty(s), c, s), \`edges.server_${what}\`, \`edges.client_${what}\`)`;
  const names = ["client", "server"].flatMap((side) =>
    ["_type", "", "_namespace", "_environment"].map((what) => `\`edges.${side}${what}\``),
  );
  const ends = [...names, "`edges.connection`"];
  // The names of the same ends in other minutes are not worth their way here.
  const distinct = ends.map((name) => `arrayFilter((one, nth) -> nth = 1, ${name}, nths)`);
  return {
    sql: `WITH arrayEnumerateUniq(${ends.join(", ")}) AS nths
SELECT step_seconds, step, generation, arrivals, inputs,
  ${distinct.join(",\n  ")},
  arrayEnumerateDense(${ends.join(", ")}), \`edges.minute\`, \`edges.calls\`, \`edges.errors\`, \`edges.exemplar\`,
  arrayCumSum(arrayMap(one -> length(one), ${latency("bins")}))::Array(UInt32),
  arrayFlatten(${latency("bins")}), arrayFlatten(${latency("weights")})
FROM ${qualified(layout, "call_graphs")} FINAL
WHERE tenant = {tenant:String} AND (step_seconds, step) IN (${steps
      .map(({ stepSeconds, step }) => `(${stepSeconds}, ${step})`)
      .join(", ")})`,
    parameters: { tenant },
  };
}

function readStep(row: RowReader, table: EndsTable): StepEdges {
  const version: StepVersion = {
    ...{ stepSeconds: row.uint32(), step: row.uint32(), generation: Number(row.uint64()) },
    ...{ arrivals: Number(row.uint64()), inputs: row.uint64() },
  };
  const ends = readEnds(row, table);
  const columns = {
    numbers: new Uint32Array(column(row, 4)),
    minutes: new Uint8Array(column(row, 1)),
    calls: new Float64Array(column(row, 8)),
    errors: new Float64Array(column(row, 8)),
    exemplars: new Uint8Array(column(row, EXEMPLAR_BYTES)),
    binEnds: new Uint32Array(column(row, 4)),
    bins: new Uint16Array(column(row, 2)),
    weights: new Float64Array(column(row, 8)),
  };
  let byteLength = STEP_BYTES;
  for (const { key } of ends) byteLength += ENDS_BYTES + 4 * key.length;
  for (const array of Object.values(columns)) byteLength += array.byteLength;
  return { version, ends, ...columns, byteLength };
}

/** About what the objects of a step, and of two ends besides their texts, take. */
const STEP_BYTES = 1_000;
const ENDS_BYTES = 400;

/** All values of an array of numbers or ids. */
function column(row: RowReader, itemBytes: number): ArrayBuffer {
  return row.copy(row.length() * itemBytes);
}

function readEnds(row: RowReader, table: EndsTable): readonly EdgeEnds[] {
  const clients = readNodes(row, table);
  const servers = readNodes(row, table);
  const connections = new Uint8Array(column(row, 1));
  return clients.map((client, index) => table.ends(client, servers[index]!, connections[index]!));
}

function readNodes(row: RowReader, table: EndsTable): ReturnType<EndsTable["node"]>[] {
  const types = new Uint8Array(column(row, 1));
  const names = row.array(() => row.text());
  const namespaces = row.array(() => row.text());
  const environments = row.array(() => row.text());
  return names.map((name, index) =>
    table.node(NODE_TYPES[types[index]!]!, name, namespaces[index]!, environments[index]!),
  );
}
