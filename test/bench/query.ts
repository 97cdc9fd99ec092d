import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSpanhouse, type SpanhouseProcess } from "../support/spanhouse-process.ts";
import { numberOption } from "./bench-store.ts";
import { percentileMeasure, timedGet, timeGets } from "./http-timing.ts";
import { LANDSCAPE_CELLS } from "./landscape-batches.ts";
import { LARGE_TRACE, landscapeData, type LandscapeData } from "./landscape-data.ts";
import { untilIdle } from "./process-cpu.ts";
import { printReport, type Measure } from "./report.ts";
import { SERVICE_NAMES } from "./traffic/shop.ts";

/**
 * The questions that people ask, through HTTP to the built executable, over a day of traffic of 200 services.
 * Options: --spans 10000000, --batch 100000, --reads 200, --data <folder>, which is filled once and kept.
 */

interface Bench {
  readonly api: string;
  readonly data: LandscapeData;
  readonly reads: number;
}

export async function main(args: readonly string[]): Promise<void> {
  const at = args.indexOf("--data");
  const kept = at < 0 ? undefined : args[at + 1];
  const dataFolder = kept ?? mkdtempSync(join(tmpdir(), "spanhouse-bench-"));
  const wanted = {
    spans: numberOption(args, "spans", 10_000_000),
    batchSpans: numberOption(args, "batch", 100_000),
  };
  let spanhouse: SpanhouseProcess | undefined;
  try {
    const data = await landscapeData(dataFolder, wanted);
    spanhouse = await startSpanhouse({ dataFolder, set: ["log.level=warn"] });
    await untilIdle(spanhouse.child.pid!);
    const bench = { api: spanhouse.urls.query, data, reads: numberOption(args, "reads", 200) };
    printReport({
      bench: "query",
      conditions: { spans: data.spans, loadMicrosPerSpan: data.cpuMicrosPerSpan.toFixed(2) },
      measures: await measureAll(bench),
    });
  } finally {
    await spanhouse?.kill();
    if (kept === undefined) rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function measureAll(bench: Bench): Promise<readonly Measure[]> {
  return [
    ...(await traces(bench)),
    ...(await largeTrace(bench)),
    ...(await searches(bench)),
    ...(await rollups(bench)),
  ];
}

async function traces({ api, data, reads }: Bench): Promise<Measure[]> {
  const idOf = (run: number): string => data.traceIds[run % data.traceIds.length]!;
  const warmup = Math.floor(reads / 2);
  const own = await timeGets({
    ...{ runs: reads, warmup },
    urlOf: (run) => `${api}/api/own/traces/${idOf(run)}`,
  });
  const jaeger = await timeGets({
    ...{ runs: reads, warmup },
    urlOf: (run) => `${api}/api/traces/${idOf(data.traceIds.length - 1 - run)}`,
  });
  return [
    percentileMeasure("trace of 50 spans, the UI's container", own, 0.5, 12),
    percentileMeasure("trace of 50 spans, the UI's container", own, 0.99, 40),
    percentileMeasure("trace of 50 spans, Jaeger's JSON", jaeger, 0.5, 12),
    percentileMeasure("trace of 50 spans, Jaeger's JSON", jaeger, 0.99, 40),
  ];
}

async function largeTrace({ api }: Bench): Promise<Measure[]> {
  const url = `${api}/api/own/traces/${LARGE_TRACE.traceId}`;
  const times: number[] = [];
  let wireBytes = 0;
  let plainBytes = 0;
  for (let run = 0; run < 15; run++) {
    const { ms, bytes } = await timedGet(url, "gzip, br, zstd");
    if (run >= 5) times.push(ms);
    wireBytes = bytes;
    plainBytes = (await timedGet(url, "identity")).bytes;
  }
  return [
    percentileMeasure("trace of 100,000 spans, container", times, 0.5, 400),
    {
      name: "trace of 100,000 spans, container as sent",
      value: wireBytes / 1e6,
      unit: "MB",
      goal: { atMost: 3 },
    },
    { name: "the same, unpacked", value: plainBytes / 1e6, unit: "MB" },
  ];
}

async function searches({ api, data, reads }: Bench): Promise<Measure[]> {
  const range = `start=${data.startUnixMs * 1000}&end=${(data.endUnixMs + 60_000) * 1000}`;
  const runs = Math.max(10, Math.floor(reads / 10));
  const measure = async (name: string, of: (run: number) => string, goalMs?: number) => {
    const urlOf = (run: number): string => `${api}/api/own/search?${range}&limit=20&${of(run)}`;
    return percentileMeasure(
      `search, ${name}`,
      await timeGets({ runs, warmup: 5, urlOf }),
      0.5,
      goalMs,
    );
  };
  const cell = (run: number): string => LANDSCAPE_CELLS[run % LANDSCAPE_CELLS.length]!;
  const tag = (key: string, value: string): string => `tag=${key}:${encodeURIComponent(value)}`;
  return [
    await measure("20 newest", () => ""),
    await measure(
      "20 newest, service and promoted attribute",
      (run) => `service=checkout${cell(run)}&${tag("rpc.system", "grpc")}`,
      40,
    ),
    await measure(
      "service and promoted attribute, found nowhere in the day",
      (run) => `service=checkout${cell(run)}&${tag("http.route", `/nowhere/${run}`)}`,
    ),
    await measure(
      "unpromoted attribute, found nowhere in the day",
      (run) => tag("app.region", `nowhere-${run}`),
      600,
    ),
    await measure("longest of the day", (run) => `service=cart${cell(run)}&order=longest`),
  ];
}

async function rollups({ api, data, reads }: Bench): Promise<Measure[]> {
  const runs = Math.max(10, Math.floor(reads / 10));
  const range = `start=${data.startUnixMs * 1000}&end=${data.endUnixMs * 1000}`;
  const services = SERVICE_NAMES.flatMap((name) =>
    LANDSCAPE_CELLS.map((cell) => `service=${name}${cell}`),
  );
  const fifty = (run: number): string =>
    [...services.slice((run * 50) % 200), ...services].slice(0, 50).join("&");
  const red = await timeGets({
    ...{ runs, warmup: 5 },
    urlOf: (run) => `${api}/api/own/red?${range}&step=60s&limit=50&kind=2&kind=5&${fifty(run)}`,
  });
  const graph = await timeGets({
    ...{ runs, warmup: 5 },
    urlOf: () => `${api}/api/graph?${range}&limit=5000`,
  });
  return [
    percentileMeasure("RED of 50 services, 24 h by minute", red, 0.5, 60),
    percentileMeasure("graph of 200 services, 24 h", graph, 0.5, 80),
  ];
}
