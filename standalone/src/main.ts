import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CodedError } from "@spanhouse/base";
import type pino from "pino";
import { announce } from "./announce.ts";
import { parseArguments } from "./cli.ts";
import { loadConfig, type LoadedConfig } from "./config/load-config.ts";
import { printConfig } from "./config/print-config.ts";
import { describeFailure } from "./failure.ts";
import { EXIT_DEADLINE_MS, SIGNAL_ECHO_MS } from "./limits.ts";
import { createLogger } from "./logger.ts";
import { type Role, type Running, start } from "./start.ts";

/**
 * The one file that reads the environment and ends the process. It lies one folder below its room, as
 * source (src/) and as built (dist/).
 */
const ROOM = join(import.meta.dirname, "..");

interface PackageFile {
  readonly version: string;
}

function write(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => void stream.write(text);
}

function readConfig(file: string | undefined, set: readonly string[]): LoadedConfig {
  const loaded = loadConfig({
    ...(file === undefined ? {} : { file: { name: file, text: readConfigFile(file) } }),
    environment: process.env,
    set,
  });
  if (!loaded.ok) throw loaded.error;
  return loaded.value;
}

function readConfigFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CodedError(
      "CONFIG_INVALID",
      `The configuration file ${file} cannot be read (${code}).`,
    );
  }
}

function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors();
}

async function serve(role: Role, { config }: LoadedConfig, version: string): Promise<void> {
  const auto = process.stderr.isTTY ? "pretty" : "json";
  const logger = await createLogger({
    level: config.log.level,
    format: config.log.format === "auto" ? auto : config.log.format,
    colors: hasColors(process.stderr),
  });
  exitOnBugs(logger);
  const uiFolder = join(ROOM, "../ui/dist");
  const running = await start({ role, config, logger, uiFolder });
  stopOnSignals(running, logger);
  logger.info({ version, store: running.store, doors: running.doors }, "ready");
  // Whoever asks for JSON alone wants a log and nothing else.
  if (config.log.format === "json") return;
  const colors = hasColors(process.stdout);
  process.stdout.write(announce({ version, store: running.store, doors: running.doors, colors }));
}

/** An error nobody caught leaves the program in an unknown state: say it and go. */
function exitOnBugs(logger: pino.Logger): void {
  const exit = (error: unknown): void => {
    logger.fatal({ err: error }, "unexpected error, the process ends");
    process.exit(describeFailure(error).exitCode);
  };
  process.on("uncaughtException", exit);
  process.on("unhandledRejection", exit);
}

/** The first signal stops gracefully, a second one at once. */
function stopOnSignals(running: Running, logger: pino.Logger): void {
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      void stopAndExit(signal);
    } else if (nowMs - firstMs > SIGNAL_ECHO_MS) {
      logger.warn({ signal }, "second signal, the process ends at once");
      process.exit(1);
    }
  };
  const stopAndExit = async (signal: NodeJS.Signals): Promise<void> => {
    logger.info({ signal }, "stopping");
    setTimeout(() => {
      logger.error("could not stop in time, the process ends");
      process.exit(1);
    }, EXIT_DEADLINE_MS).unref();
    await running.stop();
    logger.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(ROOM, "package.json"), "utf8")) as PackageFile;
  const request = parseArguments(process.argv.slice(2), {
    version,
    writeOut: write(process.stdout),
    writeErr: write(process.stderr),
  });
  if (request.command === "exit") {
    process.exitCode = request.exitCode;
    return;
  }
  const loaded = readConfig(request.file, request.set);
  if (request.command === "config") process.stdout.write(printConfig(loaded));
  else await serve(request.command, loaded, version);
}

try {
  await main();
} catch (error) {
  const { text, exitCode } = describeFailure(error);
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}
