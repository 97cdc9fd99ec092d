import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { runLoad, type LoadOptions } from "./load-run.ts";

/**
 * The load generator as a process of its own, so that its cost is not the collector's:
 *
 *   npx tsx test/bench/traffic/load-generator.ts --target grpc --endpoint http://127.0.0.1:4317 \
 *     --rate max --seconds 60 --connections 4 --in-flight 32
 *
 * Prints one line of JSON (LoadReport) at the end.
 */
const { values } = parseArgs({
  options: {
    target: { type: "string", default: "grpc" },
    endpoint: { type: "string" },
    rate: { type: "string", default: "max" },
    seconds: { type: "string", default: "10" },
    connections: { type: "string", default: "4" },
    "in-flight": { type: "string", default: "32" },
    batch: { type: "string", default: "512" },
    "drain-seconds": { type: "string", default: "30" },
    "traces-file": { type: "string" },
    seed: { type: "string", default: "1" },
    "patch-seed": { type: "string" },
  },
});

function readOptions(): LoadOptions {
  const { target } = values;
  if (target !== "grpc" && target !== "http") throw new Error("--target is grpc or http");
  return {
    target,
    endpoint: values.endpoint ?? `http://127.0.0.1:${target === "grpc" ? 4317 : 4318}`,
    rate: values.rate === "max" ? undefined : Number(values.rate),
    seconds: Number(values.seconds),
    connections: Number(values.connections),
    inFlight: Number(values["in-flight"]),
    batch: Number(values.batch),
    drainSeconds: Number(values["drain-seconds"]),
    tracesFile: values["traces-file"],
    seed: Number(values.seed),
    // Another run must not repeat the ids of this one.
    patchSeed: Number(values["patch-seed"] ?? randomInt(2 ** 47)),
  };
}

const report = await runLoad(readOptions());
process.stdout.write(`${JSON.stringify(report)}\n`);
// A failure for good is a finding about the collector, not something to overlook in a table.
process.exitCode = Object.keys(report.failures).length > 0 ? 1 : 0;
