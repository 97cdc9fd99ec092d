import { spawn } from "node:child_process";
import { join } from "node:path";
import type { LoadReport } from "./load-run.ts";

const ENTRY = join(import.meta.dirname, "load-generator.ts");

/** Runs the load generator in its own process, arguments as on the command line. */
export async function runLoadProcess(args: readonly string[]): Promise<LoadReport> {
  const child = spawn(process.execPath, ["--import", "tsx", ENTRY, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise((resolve) => child.on("close", resolve));
  const line = output.trim().split("\n").at(-1);
  if (line === undefined || line === "") throw new Error("the load generator printed no report");
  return JSON.parse(line) as LoadReport;
}
