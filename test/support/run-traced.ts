import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

/**
 * Runs a program with `--import @spanhouse/sdk/register` (or other flags) to its end. The SDK is the built one, or what is
 * installed in `folder`.
 */
export async function runTraced(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = ["--import", "@spanhouse/sdk/register"],
  folder: string = import.meta.dirname,
): Promise<Ended> {
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", ...environment },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, err, tookMs: performance.now() - began };
}
