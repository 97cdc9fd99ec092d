import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Surroundings } from "@spanhouse/collector";
import type pino from "pino";
import { announce } from "./announce.ts";
import type { Running } from "./assemble.ts";
import { readCommand } from "./command.ts";
import type { Config } from "./config/schema.ts";
import { describeFailure } from "./failure.ts";
import { EXIT_DEADLINE_MS, SIGNAL_ECHO_MS } from "./limits.ts";
import { createLogger } from "./logger.ts";
import type { Role } from "./role.ts";

/**
 * The one file that reads the environment and ends the process. It lies one folder below its room, as
 * source (src/) and as built (dist/).
 */
const ROOM = join(import.meta.dirname, "..");

/** The id of the machine that systemd and D-Bus keep; `host.id` of the semantic conventions. */
const MACHINE_ID_FILE = "/etc/machine-id";

interface PackageFile {
  readonly version: string;
}

function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors();
}

async function serve(
  { role, config }: { readonly role: Role; readonly config: Config },
  version: string,
): Promise<void> {
  const auto = process.stderr.isTTY ? "pretty" : "json";
  const logger = await createLogger({
    level: config.log.level,
    format: config.log.format === "auto" ? auto : config.log.format,
    colors: hasColors(process.stderr),
  });
  exitOnBugs(logger);
  const running = await startRole(role, config, logger);
  stopOnSignals(running, logger);
  logger.info({ version, store: running.store, doors: running.doors }, "ready");
  // Whoever asks for JSON alone wants a log and nothing else.
  if (config.log.format === "json") return;
  const colors = hasColors(process.stdout);
  process.stdout.write(announce({ version, store: running.store, doors: running.doors, colors }));
}

/** Loads what the role needs and nothing else: an agent is small, and may have no store installed. */
async function startRole(role: Role, config: Config, logger: pino.Logger): Promise<Running> {
  if (role === "agent") {
    const { startAgentProcess } = await import("./start-agent.ts");
    return startAgentProcess({ config, logger, surroundings: readSurroundings() });
  }
  const { start } = await import("./start.ts");
  return start({ role, config, logger, uiFolder: join(ROOM, "../ui/dist") });
}

function readSurroundings(): Surroundings {
  return {
    hostName: hostname(),
    architecture: process.arch,
    platform: process.platform,
    machineId: existsSync(MACHINE_ID_FILE) ? readFileSync(MACHINE_ID_FILE, "utf8").trim() : "",
    environment: process.env,
  };
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
  const args = process.argv.slice(2);
  const command = await readCommand({ args, environment: process.env, version });
  process.stdout.write(command.out);
  process.stderr.write(command.err);
  if (command.serve === undefined) process.exitCode = command.exitCode;
  else await serve(command.serve, version);
}

try {
  await main();
} catch (error) {
  const { text, exitCode } = describeFailure(error);
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}
