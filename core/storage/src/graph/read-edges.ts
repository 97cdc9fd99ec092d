import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { rowReader, type RowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { CallSums } from "./call-sums.ts";
import { NODE_TYPES, type ResourcePair, type ServiceEdge, type ServiceNode } from "./call-graph.ts";

/** Which rows of `call_graphs` make up a time. */
export interface EdgeScope {
  readonly tenant: string;
  /** Hours and five minutes that count as a whole. */
  readonly hours: readonly number[];
  readonly buckets: readonly number[];
  /** Five minutes of which these minutes count (both inclusive, 0 to 4). */
  readonly partial: readonly {
    readonly bucket: number;
    readonly first: number;
    readonly last: number;
  }[];
}

/** Sums of the calls between services with the latencies of both ends; minutes are summed up as well. */
export async function readServiceEdges(
  engine: Engine,
  layout: Layout,
  scope: EdgeScope,
  options: QueryOptions,
): Promise<ServiceEdge[]> {
  if (isEmpty(scope)) return [];
  const row = rowReader(await engine.read(serviceEdgesQuery(layout, scope), options));
  const edges: ServiceEdge[] = [];
  while (!row.isAtEnd()) {
    const client = readNode(row);
    const server = readNode(row);
    const connection = row.uint8();
    const sums = new CallSums();
    readNumbers(row, sums);
    sums.clientSumNano = row.float64();
    sums.serverSumNano = row.float64();
    readBins(row, sums.clientBins);
    readBins(row, sums.serverBins);
    edges.push({ minute: 0, client, server, connection, sums });
  }
  return edges;
}

/** The same between resources. Its latencies are in `serverBins`, whoever saw them. */
export async function readResourcePairs(
  engine: Engine,
  layout: Layout,
  scope: EdgeScope,
  options: QueryOptions,
): Promise<ResourcePair[]> {
  if (isEmpty(scope)) return [];
  const row = rowReader(await engine.read(resourcePairsQuery(layout, scope), options));
  const pairs: ResourcePair[] = [];
  while (!row.isAtEnd()) {
    const client = readResource(row);
    const server = readResource(row);
    const connection = row.uint8();
    const sums = new CallSums();
    readNumbers(row, sums);
    readBins(row, sums.serverBins);
    pairs.push({ client, server, connection, sums });
  }
  return pairs;
}

/** Bins come as they are stored, one array after the other: adding them up here is faster than in the engine. */
export function serviceEdgesQuery(layout: Layout, scope: EdgeScope): Query {
  const sketchOf = (side: "client" | "server", what: "bins" | "weights"): string =>
    `groupArrayArray(\`edges.${side}_${what}\`)`;
  const names = ["client", "server"].flatMap((side) =>
    ["_type", "", "_namespace", "_environment"].map((what) => `edges.${side}${what}`),
  );
  const keys = [...names, "edges.connection"];
  const arrays = [
    ...[...keys, "edges.calls", "edges.errors", "edges.exemplar"],
    ...["edges.client_sum_nano", "edges.server_sum_nano"],
    ...["edges.client_bins", "edges.client_weights", "edges.server_bins", "edges.server_weights"],
  ];
  return {
    sql: `SELECT ${keys.map(quoted).join(", ")},
  count(), sum(\`edges.calls\`), sum(\`edges.errors\`), any(\`edges.exemplar\`),
  sum(\`edges.client_sum_nano\`), sum(\`edges.server_sum_nano\`),
  ${sketchOf("client", "bins")}, ${sketchOf("client", "weights")},
  ${sketchOf("server", "bins")}, ${sketchOf("server", "weights")}
FROM (SELECT step_seconds, step, ${["edges.minute", ...arrays].map(quoted).join(", ")}
  FROM ${qualified(layout, "call_graphs")} FINAL
  WHERE tenant = {tenant:String} AND ${stepsCondition(scope)})
ARRAY JOIN ${["edges.minute", ...arrays].map(quoted).join(", ")}
WHERE ${minutesCondition(scope)}
GROUP BY ${keys.map(quoted).join(", ")}`,
    parameters: { tenant: scope.tenant },
  };
}

export function resourcePairsQuery(layout: Layout, scope: EdgeScope): Query {
  const keys = [
    ...["pairs.client_resource", "pairs.client_type", "pairs.client"],
    ...["pairs.server_resource", "pairs.server_type", "pairs.server", "pairs.connection"],
  ];
  const arrays = [
    ...keys,
    ...["pairs.calls", "pairs.errors", "pairs.exemplar", "pairs.bins", "pairs.weights"],
  ];
  return {
    sql: `SELECT ${keys.map(quoted).join(", ")},
  count(), sum(\`pairs.calls\`), sum(\`pairs.errors\`), any(\`pairs.exemplar\`),
  groupArrayArray(\`pairs.bins\`), groupArrayArray(\`pairs.weights\`)
FROM (SELECT ${arrays.map(quoted).join(", ")}
  FROM ${qualified(layout, "call_graphs")} FINAL
  WHERE tenant = {tenant:String} AND ${stepsCondition(scope)})
ARRAY JOIN ${arrays.map(quoted).join(", ")}
GROUP BY ${keys.map(quoted).join(", ")}`,
    parameters: { tenant: scope.tenant },
  };
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function isEmpty({ hours, buckets, partial }: EdgeScope): boolean {
  return hours.length + buckets.length + partial.length === 0;
}

function stepsCondition({ hours, buckets, partial }: EdgeScope): string {
  const steps = [
    ...hours.map((hour) => `(3600, ${hour})`),
    ...buckets.map((bucket) => `(300, ${bucket})`),
    ...partial.map(({ bucket }) => `(300, ${bucket})`),
  ];
  return `(step_seconds, step) IN (${steps.join(", ")})`;
}

function minutesCondition({ partial }: EdgeScope): string {
  const cut = partial.map(
    ({ bucket, first, last }) =>
      `(step_seconds != 300 OR step != ${bucket} OR \`edges.minute\` BETWEEN ${first} AND ${last})`,
  );
  return cut.length === 0 ? "1" : cut.join(" AND ");
}

function readNode(row: RowReader): ServiceNode {
  return {
    type: NODE_TYPES[row.uint8()]!,
    name: row.text(),
    namespace: row.text(),
    environment: row.text(),
  };
}

function readResource(row: RowReader): ResourcePair["client"] {
  return { resource: row.hex(16), type: NODE_TYPES[row.uint8()]!, name: row.text() };
}

function readNumbers(row: RowReader, sums: CallSums): void {
  sums.spans = Number(row.uint64());
  sums.calls = row.float64();
  sums.errors = row.float64();
  sums.exemplar = row.hex(16);
}

/** Where the weights of one sketch are added up; empty in between. A place per bin that 16 bits can name. */
const WEIGHTS = new Float64Array(2 ** 16);

/** Adds up arrays of many steps, each with its own bins, into a sketch that is empty so far. */
function readBins(row: RowReader, bins: Map<number, number>): void {
  const numbers = row.array(() => row.uint16());
  const count = row.length();
  for (let index = 0; index < count; index++) WEIGHTS[numbers[index]!]! += row.float64();
  for (const bin of numbers) {
    const weight = WEIGHTS[bin]!;
    if (weight === 0) continue;
    bins.set(bin, weight);
    WEIGHTS[bin] = 0;
  }
}
