import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { OUTPUT_TAIL_CHARS, STOP_DEADLINE_MS } from "./limits.ts";

export interface ChildOptions {
  readonly name: string;
  /** Arguments for `node`. */
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what the process writes, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/**
 * One process of the demo. It is in a group of its own, so that Ctrl-C reaches the demo only, which then stops
 * everything in order; and it has a channel to the demo, see leash.ts.
 */
export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  #tail = "";
  #isStopping = false;
  /** Resolves when the process is gone, in whichever way. */
  readonly ended: Promise<void>;

  constructor({ name, args, folder, environment, onOutput }: ChildOptions) {
    this.name = name;
    this.#process = spawn(process.execPath, args, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    this.ended = once(this.#process, "close").then(() => undefined);
    const onData = (data: Buffer): void => {
      this.#tail = (this.#tail + data.toString()).slice(-OUTPUT_TAIL_CHARS);
      onOutput?.(data.toString());
    };
    this.#process.stdout?.on("data", onData);
    this.#process.stderr?.on("data", onData);
  }

  get #isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Resolves with what happened when the process ends although nobody asked it to. */
  get diedUnexpectedly(): Promise<string> {
    return new Promise((resolve) => {
      void this.ended.then(() => {
        if (!this.#isStopping) resolve(this.#describeEnd());
      });
    });
  }

  /** Asks it to end, which lets it send its last spans; resolves when it is gone, with false when it had to be killed. */
  async stop(): Promise<boolean> {
    this.#isStopping = true;
    if (this.#isRunning) this.#process.kill("SIGTERM");
    let isKilled = false;
    const deadline = setTimeout(() => {
      isKilled = true;
      this.kill();
    }, STOP_DEADLINE_MS);
    await this.ended;
    clearTimeout(deadline);
    return !isKilled;
  }

  /** Ends it at once. */
  kill(): void {
    this.#isStopping = true;
    if (this.#isRunning) this.#process.kill("SIGKILL");
  }

  #describeEnd(): string {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `with code ${exitCode ?? 0}` : `by ${signalCode}`;
    const lines = this.#tail.trim().split("\n");
    // Of a log in JSON and a sentence for people, the sentence says it.
    const sentences = lines.filter((line) => !line.startsWith("{"));
    const said = (sentences.length > 0 ? sentences : lines).join("\n");
    return `${this.name} ended ${how}${said === "" ? "" : `; it said:\n${said}`}`;
  }
}
