import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { bundleOurs } from "../support/bundle-ours.ts";

import { targetsOf, type Targets } from "./targets.ts";

const BUNDLE = join(import.meta.dirname, "dist/collector-process.js");

/** Bundled, a process starts in a fraction of the time. */
export async function buildCollectorProcess(): Promise<void> {
  await bundleOurs(join(import.meta.dirname, "collector-process.ts"), BUNDLE);
}

/** A collector with its embedded store in a process of its own. */
export class ChildCollector {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #output = "";
  /** Rejects when the process ends before it listens. */
  readonly listening: Promise<Targets>;

  constructor(dataFolder: string) {
    this.#child = spawn(process.execPath, [BUNDLE, dataFolder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#gone = once(this.#child, "exit");
    this.#child.stderr!.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    this.listening = this.#untilListening();
    // Whoever kills a process during its start does not wait for it to listen.
    this.listening.catch(() => undefined);
  }

  get output(): string {
    return this.#output;
  }

  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Has it merge everything at once, which takes a while. */
  merge(): void {
    this.#child.kill("SIGUSR1");
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#gone;
  }

  /** Asks it to stop, as an operator would. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#gone;
  }

  async #untilListening(): Promise<Targets> {
    const lines = createInterface({ input: this.#child.stdout! });
    const ended = this.#gone.then(() => {
      throw new Error(`the collector ended before it listened:\n${this.#output}`);
    });
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    const { addresses } = JSON.parse(line) as { addresses: { name: string; url: string }[] };
    return targetsOf(addresses);
  }
}
