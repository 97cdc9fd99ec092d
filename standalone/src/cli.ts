import { Command, Option } from "commander";
import type { Role } from "./role.ts";

/** What the command line asked for. */
export type Request =
  | {
      readonly command: Role | "config";
      readonly file: string | undefined;
      readonly set: readonly string[];
    }
  /** Help or version: already written; nothing is left but to end with this code. */
  | { readonly command: "exit"; readonly exitCode: number };

export interface CliOptions {
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

const EXAMPLES = `
Settings come from the file, then the environment, then --set; the later wins. The key
storage.retentionDays is SPANHOUSE_STORAGE_RETENTION_DAYS in the environment.
\`spanhouse config\` prints them all with their values.

Examples:
  spanhouse                                     everything in one process, data in ./data
  spanhouse --set storage.retentionDays=30 --set query.port=8080
  spanhouse agent --set forward.endpoint=http://collector:4317
  spanhouse config --config spanhouse.yaml
`;

const ROLES: readonly (readonly [Role, string])[] = [
  ["start", "collector, query and UI in one process (this is the default)"],
  ["collector", "only take spans in; needs storage.url"],
  ["agent", "take spans in beside the programs that make them and forward them to a collector"],
  ["query", "only answer questions and serve the UI; needs storage.url"],
];

/** Reads the arguments (without `node` and the script). */
export function parseArguments(args: readonly string[], options: CliOptions): Request {
  let request: Request = { command: "exit", exitCode: 0 };
  const program = createProgram(options, (command, { config, set }) => {
    request = { command, file: config, set };
  });
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    // Commander has written help, version or what is wrong by now, and says so with an error.
    if (!isCommanderError(error)) throw error;
    return { command: "exit", exitCode: error.exitCode === 0 ? 0 : USAGE_EXIT_CODE };
  }
  return request;
}

const USAGE_EXIT_CODE = 2;

interface SharedOptions {
  readonly config?: string;
  readonly set: readonly string[];
}

function createProgram(
  { version, writeOut, writeErr }: CliOptions,
  onCommand: (command: Role | "config", options: SharedOptions) => void,
): Command {
  const program = new Command("spanhouse")
    .description(
      "A distributed tracing back end: OTLP in, ClickHouse inside, traces on the screen.",
    )
    .version(version)
    .configureOutput({ writeOut, writeErr })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addOption(new Option("-c, --config <file>", "YAML file with settings").env("SPANHOUSE_CONFIG"))
    .addOption(
      new Option("-s, --set <key=value>", "one setting, over file and environment; repeatable")
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], "none"),
    )
    .addHelpText("after", EXAMPLES);
  const add = (name: Role | "config", description: string): void => {
    program
      .command(name, { isDefault: name === "start" })
      .description(description)
      .allowExcessArguments(false)
      .action(() => onCommand(name, program.opts<SharedOptions>()));
  };
  for (const [role, description] of ROLES) add(role, description);
  add("config", "print the effective settings as YAML, secrets hidden, and where each came from");
  return program;
}

function isCommanderError(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && "exitCode" in error && typeof error.exitCode === "number";
}
