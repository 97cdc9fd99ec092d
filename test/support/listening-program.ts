import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { eventually } from "./spanhouse-process.ts";

const LISTENING_WAIT_MS = 30_000;

export interface ProgramOptions {
  /** Arguments for `node`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The port that it listens on when it is ready. */
  readonly port: number;
}

/** A program of Node in a process of its own that serves something. */
export class ListeningProgram {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #out = "";
  #err = "";

  private constructor({ args, environment }: ProgramOptions) {
    this.#child = spawn(process.execPath, [...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", ...environment },
    });
    this.#gone = once(this.#child, "close");
    this.#child.stdout?.on("data", (data: Buffer) => (this.#out += data.toString()));
    this.#child.stderr?.on("data", (data: Buffer) => (this.#err += data.toString()));
  }

  /** Starts it and waits until it accepts connections; throws with what it wrote when it does not. */
  static async start(options: ProgramOptions): Promise<ListeningProgram> {
    const program = new ListeningProgram(options);
    const isReady = async (): Promise<true | undefined> => {
      if (program.#child.exitCode !== null) throw new Error(`it ended:\n${program.#err}`);
      return (await accepts(options.port)) ? true : undefined;
    };
    await eventually(`${options.args.at(-1) ?? ""} to listen`, isReady, LISTENING_WAIT_MS);
    return program;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** What it wrote to standard output so far. */
  get out(): string {
    return this.#out;
  }

  /** The same of standard error. */
  get err(): string {
    return this.#err;
  }

  /** Ends it with a signal; resolves when it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    await this.#gone;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
