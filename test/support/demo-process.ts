import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRunning } from "./process-ids.ts";
import { eventually } from "./spanhouse-process.ts";

const DEMO = join(import.meta.dirname, "../../sdk/demo/dist/main.js");

/** The built demo in a process of its own. */
export class DemoProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #output = "";

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [DEMO, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#gone = once(this.#child, "close");
    this.#child.stdout?.on("data", (data: Buffer) => (this.#output += data.toString()));
    this.#child.stderr?.on("data", (data: Buffer) => (this.#output += data.toString()));
  }

  /** Everything it wrote so far, both streams. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when it has written this; throws with what it wrote when it ends before or takes longer. */
  async hasWritten(text: string, waitMs: number): Promise<void> {
    try {
      await eventually(
        `the demo to say "${text}"`,
        () => {
          if (this.#output.includes(text)) return Promise.resolve(true);
          if (this.#child.exitCode !== null) throw new Error("it ended");
          return Promise.resolve(undefined);
        },
        waitMs,
      );
    } catch (error) {
      throw new Error(`${String(error)}; the demo wrote:\n${this.#output}`, { cause: error });
    }
  }

  /** Ids of the processes it has started and that run. */
  async childIds(): Promise<readonly number[]> {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
    return stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === this.#child.pid)
      .map(([id]) => id!)
      .filter(isRunning);
  }

  /** Resolves with the exit code, or null when a signal ended it. */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined) this.#child.kill(signal);
    await this.#gone;
    return this.#child.exitCode;
  }
}
