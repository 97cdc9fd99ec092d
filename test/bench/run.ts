import { pathToFileURL } from "node:url";
import { join } from "node:path";

/**
 * `npm run bench -- <name>`: runs one benchmark, each a module of this folder that exports `main`.
 * Benchmarks print a table and one JSON line and exit non-zero only when they could not measure:
 * a missed goal is a result, not an error.
 */
const BENCHES: Readonly<Record<string, string>> = {
  decode: "OTLP protobuf and JSON into finished Native blocks, spans per CPU second",
  transport: "CPU of the receiving side per 512-span request, by transport",
  relay: "CPU per span to bring OTLP into the spool of an agent, copied and written again",
  processors: "CPU per span of each processor and of tail sampling",
  storage: "bytes on disk and CPU per span, inserts and merges",
  ingest: "durable ingest over gRPC into the whole standalone process",
  udp: "Jaeger over UDP: packets lost, and what the load does to OTLP",
  read: "trace by id and search at 10 million spans",
  graph: "CPU per span of computing who calls whom, five full minutes and a thin day",
  query: "every question of the query service through HTTP, at 10 million spans of 200 services",
  sampling: "the question of adaptive sampling to a store that takes in 10,000 spans/s",
  agent: "CPU and memory of the agent, from its doors to a collector that only acknowledges",
  sdk: "what the SDK costs beside plain OpenTelemetry, and what it loses at the end and in outages",
  ui: "traces of up to a million spans, searches, live lists and maps in a real browser",
};

async function main(): Promise<void> {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || !(name in BENCHES)) {
    const list = Object.entries(BENCHES).map(([key, what]) => `  ${key.padEnd(10)} ${what}`);
    process.stdout.write(`usage: npm run bench -- <name> [options]\n\n${list.join("\n")}\n`);
    process.exitCode = name === undefined || name === "--help" ? 0 : 2;
    return;
  }
  const path = pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href;
  const bench = (await import(path)) as { main(args: readonly string[]): Promise<void> };
  await bench.main(rest);
}

await main();
