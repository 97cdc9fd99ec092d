/** ClickHouse answered with an exception: `code` is its number in ClickHouse's list (117, 241, …). */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** ClickHouse could not be asked, or its answer was lost: what was asked for may have happened. */
export class EngineUnreachable extends Error {
  override readonly name = "EngineUnreachable";
}

/** The number of a `Code: 117. DB::Exception: …` text; undefined when it is no such text. */
export function exceptionCodeOf(text: string): number | undefined {
  const match = /Code: (\d+)\./.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** One line for logs: without stack traces, versions and the query that ClickHouse repeats. */
export function briefly(message: string): string {
  const line = message.split("\n", 1)[0] ?? "";
  return line.length <= 500 ? line : `${line.slice(0, 500)}…`;
}
