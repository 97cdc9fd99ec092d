import { parseArgs } from "node:util";
import { RATE_MAX, RATE_MIN } from "./limits.ts";

export interface Arguments {
  readonly help: boolean;
  readonly seed: number;
  /** Visits per second. */
  readonly rate: number;
  /** Undefined: until it is stopped. */
  readonly durationSeconds: number | undefined;
  /** Settings for the Spanhouse that the demo starts, `key=value`. */
  readonly set: readonly string[];
}

export const HELP = `Usage: npm run demo -- [options]

Starts a small shop of traced services, sends visitors to it, and says what there is to see in their traces.
Spanhouse is used where it runs already, on the usual ports of this machine; else one is started.

Options:
  --seed <number>       the same seed sends the same visitors in the same order (1)
  --rate <number>       visits per second, ${RATE_MIN} to ${RATE_MAX} (5)
  --duration <seconds>  stop by itself after this time (until Ctrl-C)
  --set <key=value>     a setting for a Spanhouse of the demo's own, such as query.port=8080; repeatable
  --help                this text
`;

const OPTIONS = {
  help: { type: "boolean", default: false },
  seed: { type: "string", default: "1" },
  rate: { type: "string", default: "5" },
  duration: { type: "string" },
  set: { type: "string", multiple: true },
} as const;

/** Throws an error with a sentence for whoever typed it. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new Error(`--seed is a whole number from 0 to ${2 ** 32 - 1}, not "${values.seed}"`);
  }
  const rate = Number(values.rate);
  if (!(rate >= RATE_MIN && rate <= RATE_MAX)) {
    throw new Error(`--rate is a number from ${RATE_MIN} to ${RATE_MAX}, not "${values.rate}"`);
  }
  return {
    help: values.help,
    seed,
    rate,
    durationSeconds: durationOf(values.duration),
    set: values.set ?? [],
  };
}

function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new Error(`--duration is a number of seconds above 0, not "${text}"`);
}
