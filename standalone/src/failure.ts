import { CodedError, ERRORS } from "@spanhouse/base";

/** How a process that could not start, or had to stop, ends. */
export interface Failure {
  /** What people read on standard error. */
  readonly text: string;
  readonly exitCode: number;
}

const EXIT_CODE_OTHERWISE = 1;

/**
 * One sentence for what can be expected, with its code and the page that says more:
 *
 *   spanhouse: Port 4317 on 127.0.0.1 is already in use … [START_PORT_IN_USE, see docs/errors/START_PORT_IN_USE.md]
 */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CodedError) {
    const { code, message } = error;
    const entry = ERRORS[code];
    return {
      text: `spanhouse: ${message} [${code}, see docs/errors/${code}.md]`,
      exitCode: entry.exitCode ?? EXIT_CODE_OTHERWISE,
    };
  }
  // A stack trace helps only when the program itself is wrong.
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `spanhouse: unexpected error\n${stack}`,
    exitCode: EXIT_CODE_OTHERWISE,
  };
}
