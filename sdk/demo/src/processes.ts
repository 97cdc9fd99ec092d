import { Child } from "./child.ts";
import { START_DEADLINE_MS } from "./limits.ts";
import { waitUntilListening } from "./listening.ts";

export interface ProcessOptions {
  readonly name: string;
  /** Arguments for `node`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onOutput?: (text: string) => void;
}

/** All processes of the demo: none is started once they are being stopped. */
export class Processes {
  readonly #folder: string;
  readonly #leash: string;
  readonly #children: Child[] = [];
  #isStopping = false;
  #reportDeath: (error: Error) => void = () => undefined;
  /** Rejects when the first of them ends although nobody asked it to. */
  readonly death = new Promise<never>((_resolve, reject) => {
    this.#reportDeath = reject;
  });

  constructor(folder: string, leash: string) {
    this.#folder = folder;
    this.#leash = leash;
    // Whoever does not wait for it any more does not want to hear of it.
    this.death.catch(() => undefined);
  }

  start({ args, ...options }: ProcessOptions): Child {
    if (this.#isStopping) throw new Error("the demo is being stopped");
    const child = new Child({
      ...options,
      folder: this.#folder,
      args: ["--require", this.#leash, ...args],
    });
    this.#children.push(child);
    void child.diedUnexpectedly.then((what) => this.#reportDeath(new Error(what)));
    return child;
  }

  /** Starts a process and waits until it accepts connections on its port. */
  async startListening(port: number, options: ProcessOptions): Promise<void> {
    this.start(options);
    if (await waitUntilListening(port, START_DEADLINE_MS)) return;
    throw new Error(`${options.name} did not listen within ${START_DEADLINE_MS / 1000} s`);
  }

  /**
   * Those named end first, together; then the others one by one, the last started first, because it may need those
   * before it. Resolves when all are gone, with the names of those that had to be killed.
   */
  async stop(first: readonly string[]): Promise<readonly string[]> {
    this.#isStopping = true;
    const killed: string[] = [];
    const stop = async (child: Child): Promise<void> => {
      if (!(await child.stop())) killed.push(child.name);
    };
    await Promise.all(this.#children.filter(({ name }) => first.includes(name)).map(stop));
    for (const child of this.#children.toReversed()) await stop(child);
    return killed;
  }

  killAll(): void {
    this.#isStopping = true;
    for (const child of this.#children) child.kill();
  }
}
