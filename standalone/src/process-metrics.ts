import { collectDefaultMetrics, Counter, Gauge, type Registry } from "prom-client";

/** Metrics of the process: prom-client's own, and some under the OpenTelemetry Collector's names. */
export function registerProcessMetrics(metrics: Registry): void {
  collectDefaultMetrics({ register: metrics });
  const cpu: Counter = new Counter({
    name: "otelcol_process_cpu_seconds",
    help: "CPU time of the process, user and system, in seconds",
    registers: [metrics],
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    },
  });
  for (const name of ["otelcol_process_memory_rss", "otelcol_process_memory_rss_bytes"]) {
    gauge(metrics, name, "Resident memory in bytes", () => process.memoryUsage.rss());
  }
  gauge(metrics, "otelcol_process_uptime", "Seconds since the process started", () =>
    process.uptime(),
  );
  gauge(
    metrics,
    "otelcol_process_runtime_heap_alloc_bytes",
    "Bytes of live and not yet collected objects on the JavaScript heap",
    () => process.memoryUsage().heapUsed,
  );
}

function gauge(metrics: Registry, name: string, help: string, read: () => number): void {
  const made: Gauge = new Gauge({
    name,
    help,
    registers: [metrics],
    collect: () => made.set(read()),
  });
}
