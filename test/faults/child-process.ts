import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { bundleOurs } from "../support/bundle-ours.ts";

import type { DiskTrouble } from "./faulty-disk.ts";
import { targetsOf, type Targets } from "./targets.ts";

/** What runs in a process of its own, by the file with its start. */
export type Role = "agent" | "collector";

export type ToChild =
  | { readonly ask: "metric"; readonly id: number; readonly name: string; readonly labels: Labels }
  /** Everything at once, which takes a while. */
  | { readonly ask: "merge"; readonly id: number }
  /** From now on the disk of the agent fails in this way. */
  | { readonly ask: "trouble"; readonly id: number; readonly trouble: DiskTrouble };

/** Only values with these; with none, all. */
export type Labels = Readonly<Record<string, string>>;

export type FromChild =
  | {
      readonly about: "listening";
      readonly addresses: readonly { readonly name: string; readonly url: string }[];
    }
  | { readonly about: "value"; readonly id: number; readonly value: number };

const ROLES: readonly Role[] = ["agent", "collector"];
const bundleOf = (role: Role): string => join(import.meta.dirname, `dist/${role}-process.js`);

/** Bundled, a process starts in a fraction of the time. */
export async function buildChildProcesses(): Promise<void> {
  for (const role of ROLES) {
    await bundleOurs(join(import.meta.dirname, `${role}-process.ts`), bundleOf(role));
  }
}

/** An agent, or a collector with its embedded store, in a process of its own, to be killed. */
export class RunningChild {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  readonly #waiting = new Map<number, (value: number) => void>();
  #lastId = 0;
  #output = "";
  /** Rejects when the process ends before it listens. */
  readonly listening: Promise<Targets>;

  /** `settings` are the role's own, see its process. */
  constructor(role: Role, dataFolder: string, settings: object = {}) {
    this.#child = fork(bundleOf(role), [dataFolder, JSON.stringify(settings)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#gone = once(this.#child, "exit");
    this.#child.stderr!.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    this.listening = new Promise((resolve, reject) => {
      this.#child.on("message", (message: FromChild) => {
        if (message.about === "listening") resolve(targetsOf(message.addresses));
        else this.#waiting.get(message.id)?.(message.value);
      });
      void this.#gone.then(() => {
        reject(new Error(`the ${role} ended before it listened:\n${this.#output}`));
      });
    });
    // Whoever kills a process during its start does not wait for it to listen.
    this.listening.catch(() => undefined);
  }

  /** What it wrote to its log. */
  get output(): string {
    return this.#output;
  }

  /** The value of a metric, or the sum over its labels; NaN when the process ends before it answers. */
  async metric(name: string, labels: Labels = {}): Promise<number> {
    return this.#ask((id) => ({ ask: "metric", id, name, labels }));
  }

  /** Has the store merge everything at once; ends when it began. */
  async merge(): Promise<void> {
    await this.#ask((id) => ({ ask: "merge", id }));
  }

  /** Has the agent's disk fail in this way; ends when it does. */
  async setTrouble(trouble: DiskTrouble): Promise<void> {
    await this.#ask((id) => ({ ask: "trouble", id, trouble }));
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

  async #ask(message: (id: number) => ToChild): Promise<number> {
    const id = ++this.#lastId;
    const answered = new Promise<number>((resolve) => this.#waiting.set(id, resolve));
    this.#child.send(message(id), () => undefined);
    const gone = this.#gone.then(() => Number.NaN);
    return Promise.race([answered, gone]);
  }
}
