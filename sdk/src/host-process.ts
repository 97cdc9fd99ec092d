/**
 * The process that is traced. The only file of this room that reads the environment of the process; everything else
 * is told.
 */

/** Variables by name; one that is empty counts as not set, as OpenTelemetry has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function hostEnvironment(): Environment {
  return process.env;
}

/** The file that was started: undefined for `node --eval` and the like. */
export function mainFile(): string | undefined {
  return process.argv[1];
}

/**
 * Runs `act`, which must not be asynchronous, with these variables in place of those of the process. Afterwards they are as they were, so that
 * child processes inherit nothing of it.
 */
export function withEnvironment<T>(variables: Environment, act: () => T): T {
  const before = new Map(Object.keys(variables).map((name) => [name, process.env[name]]));
  assignEnvironment(Object.entries(variables));
  try {
    return act();
  } finally {
    assignEnvironment(before);
  }
}

function assignEnvironment(variables: Iterable<readonly [string, string | undefined]>): void {
  for (const [name, value] of variables) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}

/** Ends the process as the signal would have without us. */
export function endBySignal(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
}

/** What was written behind the name of the program. */
export function programArguments(): readonly string[] {
  return process.argv.slice(2);
}

export function setExitCode(code: number): void {
  process.exitCode = code;
}
