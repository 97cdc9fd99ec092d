import { readFileSync } from "node:fs";
import { CodedError } from "@spanhouse/base";
import { parseArguments } from "./cli.ts";
import { loadConfig, type LoadedConfig } from "./config/load-config.ts";
import { printConfig } from "./config/print-config.ts";
import type { Config } from "./config/schema.ts";
import { describeFailure } from "./failure.ts";
import type { Role } from "./role.ts";

export interface CommandRequest {
  /** Without `node` and the script. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
}

/** What is to be written, and then to be done: end with the exit code, or serve. */
export interface Command {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
  readonly serve?: { readonly role: Role; readonly config: Config };
}

/** Reads command line, environment and configuration file. */
export function readCommand(request: CommandRequest): Promise<Command> {
  return Promise.resolve(understand(request));
}

function understand({ args, environment, version }: CommandRequest): Command {
  let out = "";
  let err = "";
  try {
    const request = parseArguments(args, {
      version,
      writeOut: (text) => (out += text),
      writeErr: (text) => (err += text),
    });
    if (request.command === "exit") return { out, err, exitCode: request.exitCode };
    const loaded = readConfig(request, environment);
    if (request.command === "config") return { out: printConfig(loaded), err, exitCode: 0 };
    return { out, err, exitCode: 0, serve: { role: request.command, config: loaded.config } };
  } catch (error) {
    const { text, exitCode } = describeFailure(error);
    return { out, err: `${text}\n`, exitCode };
  }
}

function readConfig(
  { file, set }: { readonly file: string | undefined; readonly set: readonly string[] },
  environment: CommandRequest["environment"],
): LoadedConfig {
  const loaded = loadConfig({
    ...(file === undefined ? {} : { file: { name: file, text: readConfigFile(file) } }),
    environment,
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
