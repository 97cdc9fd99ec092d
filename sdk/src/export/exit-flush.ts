import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { diag } from "@opentelemetry/api";
import { hostEnvironment } from "../host-process.ts";
import type { ExitParcel } from "./span-sender.ts";

/** What the thread is started with. Slots of `state`: 0 is set to 1 when it is done; 1 counts spans that were delivered. */
export interface ExitWork {
  readonly parcels: readonly ExitParcel[];
  readonly state: Int32Array;
  readonly timeoutMs: number;
}

/** The thread must not load what the flags of the program load. */
function environmentOfThread(parcels: readonly ExitParcel[]): NodeJS.ProcessEnv {
  const grpc = parcels.find((parcel) => parcel.kind === "grpc");
  return { ...hostEnvironment(), ...grpc?.environment, NODE_OPTIONS: "" };
}

/**
 * Sends parcels while this thread stands still: from the moment a process begins to end, nothing asynchronous happens in
 * it any more. Another thread sends them, and this one waits for it, at most `timeoutMs`.
 *
 * @returns how many spans were delivered; never throws
 */
export function sendStandingStill(parcels: readonly ExitParcel[], timeoutMs: number): number {
  if (parcels.length === 0) return 0;
  const state = new Int32Array(new SharedArrayBuffer(8));
  const work: ExitWork = { parcels, state, timeoutMs };
  try {
    const worker = new Worker(join(import.meta.dirname, "exit-thread.cjs"), {
      workerData: work,
      env: environmentOfThread(parcels),
      execArgv: [],
      stderr: true,
      stdout: true,
    });
    worker.on("error", (error) => diag.error("last spans", error));
    worker.unref();
    Atomics.wait(state, 0, 0, timeoutMs);
  } catch (error) {
    // Where Node may start no thread. The program is to end as it would without us.
    diag.error("last spans", error);
  }
  return Atomics.load(state, 1);
}
