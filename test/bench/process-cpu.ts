import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const CLOCK_TICKS_PER_SECOND = 100;

/** CPU seconds the process has used, user and system, all threads. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

const IDLE_CORE_SHARE = 0.03;
const IDLE_FOR_MS = 4_000;
const IDLE_WITHIN_MS = 300_000;

/** Waits until a process is idle: merges, and what is computed after a start, would only blur the times. */
export async function untilIdle(pid: number): Promise<void> {
  const deadline = Date.now() + IDLE_WITHIN_MS;
  while (Date.now() < deadline) {
    const before = cpuSecondsOf(pid);
    await delay(IDLE_FOR_MS);
    if (cpuSecondsOf(pid) - before < (IDLE_CORE_SHARE * IDLE_FOR_MS) / 1000) return;
  }
}
