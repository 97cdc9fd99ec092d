import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "@spanhouse/base";
import { GRPC_DOORS, HTTP_DOORS, PACKET_DOORS, type DoorUrls } from "./shot.ts";

export type ToChild =
  | { readonly ask: "memory"; readonly id: number }
  | { readonly ask: "settledMemory"; readonly id: number; readonly settleMs: number }
  | { readonly ask: "spans"; readonly id: number; readonly traceIds: readonly string[] }
  | { readonly ask: "stop" };

export type FromChild =
  | {
      readonly about: "listening";
      readonly addresses: readonly { readonly name: string; readonly url: string }[];
    }
  | { readonly about: "memory"; readonly id: number; readonly rss: number }
  | {
      readonly about: "spans";
      readonly id: number;
      readonly counts: readonly (readonly [traceId: string, spans: number])[];
    };

/** A running collector with its embedded store, in a process of its own. */
export class FuzzTarget {
  readonly urls: DoorUrls;
  readonly #child: ChildProcess;
  readonly #dataFolder: string;
  readonly #errors: string[];
  readonly #waiting = new Map<number, (message: FromChild) => void>();
  #lastId = 0;

  private constructor(
    child: ChildProcess,
    {
      urls,
      dataFolder,
      errors,
    }: Pick<FuzzTarget, "urls"> & { dataFolder: string; errors: string[] },
  ) {
    this.#child = child;
    this.urls = urls;
    this.#dataFolder = dataFolder;
    this.#errors = errors;
    child.on("message", (message: FromChild) => {
      if (message.about === "listening") return;
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
  }

  static async start(requestBytesMax: number): Promise<FuzzTarget> {
    const dataFolder = await mkdtemp(join(tmpdir(), "fuzz-"));
    const child = fork(
      join(import.meta.dirname, "collector-child.ts"),
      [dataFolder, String(requestBytesMax)],
      { execArgv: ["--import", "tsx", "--expose-gc"], stdio: ["ignore", "ignore", "pipe", "ipc"] },
    );
    const errors: string[] = [];
    child.stderr?.setEncoding("utf8").on("data", (text: string) => errors.push(text));
    const ended = once(child, "exit").then(() => {
      throw new Error(`the collector ended before it listened:\n${errors.join("")}`);
    });
    const [message] = (await Promise.race([once(child, "message"), ended])) as [FromChild];
    const addresses = message.about === "listening" ? message.addresses : [];
    const urls = Object.entries({ ...HTTP_DOORS, ...GRPC_DOORS, ...PACKET_DOORS }).map(
      ([door, name]) => {
        const address = addresses.find((one) => one.name === name);
        assert(address !== undefined, `there is no door ${name}`);
        return [door, address.url] as const;
      },
    );
    const doors = Object.fromEntries(urls) as Record<string, string> as DoorUrls;
    return new FuzzTarget(child, { urls: doors, dataFolder, errors });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it wrote to its log at level error and above. */
  get errors(): string {
    return this.#errors.join("");
  }

  /** Resident memory of the process, the engine's included. */
  async memoryBytes(): Promise<number> {
    const message = await this.#ask((id) => ({ ask: "memory", id }));
    return message.about === "memory" ? message.rss : 0;
  }

  /** The same when nothing is left to do, the engine's caches are empty and garbage is collected. */
  async settledMemoryBytes(settleMs: number): Promise<number> {
    const message = await this.#ask((id) => ({ ask: "settledMemory", id, settleMs }));
    return message.about === "memory" ? message.rss : 0;
  }

  /** Stored spans of each of the traces; absent ones have none. */
  async spanCounts(traceIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const message = await this.#ask((id) => ({ ask: "spans", id, traceIds }));
    return new Map(message.about === "spans" ? message.counts : []);
  }

  /** Ends the process and removes its data. */
  async stop(): Promise<void> {
    if (this.isRunning) {
      const gone = once(this.#child, "exit");
      this.#child.send({ ask: "stop" } satisfies ToChild);
      await gone;
    }
    await rm(this.#dataFolder, { recursive: true, force: true });
  }

  #ask(message: (id: number) => ToChild): Promise<FromChild> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, resolve);
      this.#child.send(message(id), (error) => {
        if (error !== null) reject(error);
      });
    });
  }
}
