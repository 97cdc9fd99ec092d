import type { Engine, QueryOptions } from "../connection/engine.ts";
import { rowReader, type RowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { NO_RESOURCE, NODE_TYPES, type ServiceNode } from "./call-graph.ts";
import {
  CLIENT,
  EXEMPLAR_BYTES,
  SERVER,
  type BinColumns,
  type CallSumsTable,
} from "./call-sums-table.ts";
import type { StepCalls } from "./step-calls.ts";

/** Five minutes of a tenant of which the newest generation is added up. */
export interface StepsToAdd {
  readonly tenant: string;
  readonly timeBuckets: readonly number[];
}

/** Adds the stored calls of five minutes to those of a longer step, which has no minutes. */
export async function addCallGraphs(
  engine: Engine,
  layout: Layout,
  { tenant, timeBuckets }: StepsToAdd,
  calls: StepCalls,
  options: QueryOptions,
): Promise<void> {
  const nodes = (side: string): string =>
    ["_type", "", "_namespace", "_environment"]
      .map((what) => `\`edges.${side}${what}\``)
      .join(", ");
  const sketch = (prefix: string): string =>
    `arrayMap(one -> toUInt32(length(one)), \`${prefix}bins\`), arrayFlatten(\`${prefix}bins\`), ` +
    `arrayFlatten(\`${prefix}weights\`)`;
  const sums = (table: string): string =>
    ["connection", "calls", "errors", "exemplar"].map((name) => `\`${table}.${name}\``).join(", ");
  // One at a time: each may have tens of thousands of pairs.
  for (const timeBucket of timeBuckets) {
    const query = {
      sql: `SELECT ${nodes("client")}, ${nodes("server")}, ${sums("edges")},
  \`edges.client_sum_nano\`, \`edges.server_sum_nano\`, ${sketch("edges.client_")}, ${sketch("edges.server_")},
  \`pairs.client_resource\`, \`pairs.client_type\`, \`pairs.client\`,
  \`pairs.server_resource\`, \`pairs.server_type\`, \`pairs.server\`, ${sums("pairs")}, ${sketch("pairs.")}
FROM ${qualified(layout, "call_graphs")} FINAL
WHERE tenant = {tenant:String} AND step_seconds = 300 AND step = ${timeBucket}`,
      parameters: { tenant },
    };
    const row = rowReader(await engine.read(query, options));
    if (row.isAtEnd()) continue;
    addEdges(row, calls);
    addPairs(row, calls);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function addEdges(row: RowReader, { numbers, edges }: StepCalls): void {
  const [clients, servers] = [readServices(row), readServices(row)];
  const sums = readSums(row);
  const clientSumNano = numbersOf(row, Float64Array, 8);
  const serverSumNano = numbersOf(row, Float64Array, 8);
  const [client, server] = [readBins(row), readBins(row)];
  addAll(edges, sums, {
    clients: clients.map((node) => numbers.service(node)),
    servers: servers.map((node) => numbers.service(node)),
    ...{ clientSumNano, serverSumNano, client, server },
  });
}

function addPairs(row: RowReader, { numbers, pairs }: StepCalls): void {
  const ends = (): number[] => {
    const resources = row.array(() => row.hex(16));
    const types = row.array(() => NODE_TYPES[row.uint8()]!);
    const names = row.array(() => row.text());
    return resources.map((resource, index) =>
      resource === NO_RESOURCE
        ? numbers.named({ type: types[index]!, name: names[index]! })
        : numbers.resource(resource),
    );
  };
  const [clients, servers] = [ends(), ends()];
  const sums = readSums(row);
  const server = readBins(row);
  const none = new Float64Array(clients.length);
  addAll(pairs, sums, {
    ...{ clients, servers, clientSumNano: none, serverSumNano: none },
    ...{ client: undefined, server },
  });
}

interface Sums {
  readonly connections: Uint8Array;
  readonly calls: Float64Array;
  readonly errors: Float64Array;
  readonly exemplars: Uint8Array;
}

interface EndsAndTimes {
  readonly clients: readonly number[];
  readonly servers: readonly number[];
  readonly clientSumNano: Float64Array;
  readonly serverSumNano: Float64Array;
  readonly client: BinColumns | undefined;
  readonly server: BinColumns;
}

function addAll(table: CallSumsTable, sums: Sums, rest: EndsAndTimes): void {
  sums.calls.forEach((calls, index) => {
    const place = table.place({
      ...{ client: rest.clients[index]!, server: rest.servers[index]!, minute: 0 },
      connection: sums.connections[index]!,
    });
    const added = {
      ...{ spans: 1, calls, errors: sums.errors[index]! },
      clientSumNano: rest.clientSumNano[index]!,
      serverSumNano: rest.serverSumNano[index]!,
    };
    table.add(place, added, sums.exemplars, index * EXEMPLAR_BYTES);
    if (rest.client !== undefined) addBins(table, place, CLIENT, rest.client, index);
    addBins(table, place, SERVER, rest.server, index);
  });
}

function addBins(
  table: CallSumsTable,
  place: number,
  side: typeof CLIENT | typeof SERVER,
  { ends, bins, weights }: BinColumns,
  index: number,
): void {
  for (let at = index === 0 ? 0 : ends[index - 1]!; at < ends[index]!; at++) {
    table.addBin(place, side, bins[at]!, weights[at]!);
  }
}

function readServices(row: RowReader): ServiceNode[] {
  const types = row.array(() => NODE_TYPES[row.uint8()]!);
  const names = row.array(() => row.text());
  const namespaces = row.array(() => row.text());
  const environments = row.array(() => row.text());
  return types.map((type, index) => ({
    ...{ type, name: names[index]!, namespace: namespaces[index]! },
    environment: environments[index]!,
  }));
}

function readSums(row: RowReader): Sums {
  return {
    connections: numbersOf(row, Uint8Array, 1),
    calls: numbersOf(row, Float64Array, 8),
    errors: numbersOf(row, Float64Array, 8),
    exemplars: numbersOf(row, Uint8Array, EXEMPLAR_BYTES),
  };
}

function readBins(row: RowReader): BinColumns {
  let end = 0;
  const ends = numbersOf(row, Uint32Array, 4).map((length) => (end += length));
  return { ends, bins: numbersOf(row, Uint16Array, 2), weights: numbersOf(row, Float64Array, 8) };
}

/** All values of an array of numbers or ids. */
function numbersOf<T>(row: RowReader, Type: new (bytes: ArrayBuffer) => T, itemBytes: number): T {
  return new Type(row.copy(row.length() * itemBytes));
}
