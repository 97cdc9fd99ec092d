import { join } from "node:path";
import { type Arguments, HELP, parseArguments } from "./arguments.ts";
import { runDemo } from "./demo.ts";
import { SIGNAL_ECHO_MS } from "./limits.ts";
import type { Places } from "./places.ts";
import { Processes } from "./processes.ts";
import { Report } from "./report.ts";

/** As built: sdk/demo/dist/main.js. */
const DIST = import.meta.dirname;
const PLACES: Places = {
  root: join(DIST, "../../.."),
  dist: DIST,
  services: join(DIST, "../src/services"),
};
const USAGE_EXIT_CODE = 2;

/** Without what would trace the shop in another way than the demo says. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const own = /^(OTEL_|JAEGER_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** The first signal stops everything in order, a second one at once. */
function stopOnSignals(stop: AbortController, processes: Processes): void {
  let firstMs: number | undefined;
  const onSignal = (): void => {
    const nowMs = performance.now();
    firstMs ??= nowMs;
    if (nowMs - firstMs <= SIGNAL_ECHO_MS) {
      stop.abort();
      return;
    }
    processes.killAll();
    process.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, onSignal);
}

async function run(args: Arguments): Promise<void> {
  const stop = new AbortController();
  const processes = new Processes(PLACES.root, join(DIST, "leash.cjs"));
  stopOnSignals(stop, processes);
  if (args.durationSeconds !== undefined) {
    setTimeout(() => stop.abort(), args.durationSeconds * 1000).unref();
  }
  await runDemo({
    args,
    places: PLACES,
    environment: inheritedEnvironment(),
    processes,
    report: new Report(process.stdout.isTTY && process.stdout.hasColors()),
    write: (text) => process.stdout.write(text),
    stop: stop.signal,
  });
}

function readArguments(): Arguments | undefined {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`demo: ${messageOf(error)}\n`);
    process.exitCode = USAGE_EXIT_CODE;
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const args = readArguments();
if (args?.help === true) process.stdout.write(HELP);
else if (args !== undefined) {
  try {
    await run(args);
  } catch (error) {
    process.stderr.write(`demo: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
