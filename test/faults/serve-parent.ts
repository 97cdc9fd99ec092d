import type { Registry } from "prom-client";

import type { RunningCollector } from "@spanhouse/collector";

import type { FromChild, Labels, ToChild } from "./child-process.ts";
import type { DiskTrouble } from "./faulty-disk.ts";

const STOP_MS = 10_000;

/** What agent and collector have in common as children: they say where they listen, answer, and stop when asked. */
export function serveParent(
  running: RunningCollector,
  {
    metrics,
    merge,
    setTrouble,
    close,
  }: {
    readonly metrics: Registry;
    readonly merge?: () => void;
    readonly setTrouble?: (trouble: DiskTrouble) => void;
    readonly close: () => Promise<void>;
  },
): void {
  const tell = (message: FromChild): void => void process.send?.(message);
  const answer = async (message: ToChild): Promise<void> => {
    if (message.ask === "merge") merge?.();
    if (message.ask === "trouble") setTrouble?.(message.trouble);
    const value = message.ask === "metric" ? await valueOf(metrics, message) : 0;
    tell({ about: "value", id: message.id, value });
  };
  process.on("message", (message) => void answer(message as ToChild));
  process.once("SIGTERM", () => {
    void (async () => {
      await running.stop(STOP_MS);
      await close();
      process.exit(0);
    })();
  });
  tell({ about: "listening", addresses: running.addresses });
}

async function valueOf(
  metrics: Registry,
  { name, labels: wanted }: { readonly name: string; readonly labels: Labels },
): Promise<number> {
  const metric = await metrics.getSingleMetric(name)?.get();
  if (metric === undefined) return Number.NaN;
  return metric.values
    .filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
