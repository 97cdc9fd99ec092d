import pino from "pino";

export interface LoggerOptions {
  readonly level: string;
  readonly format: "pretty" | "json";
  readonly colors: boolean;
}

/**
 * The log goes to standard error, one line per record; standard output is for people. Lines are written at
 * once, so that nothing is lost when the process ends.
 */
export async function createLogger({ level, format, colors }: LoggerOptions): Promise<pino.Logger> {
  if (format === "json") return pino({ level }, pino.destination({ fd: 2, sync: true }));
  const { default: pretty } = await import("pino-pretty");
  return pino(
    { level },
    pretty({
      destination: 2,
      sync: true,
      colorize: colors,
      ignore: "pid,hostname",
      translateTime: "SYS:HH:MM:ss.l",
    }),
  );
}
