import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { backoffMs, DEFAULT_BACKOFF } from "@spanhouse/base";
import type { Logger } from "pino";
import {
  KUBERNETES_EVENT_BYTES_MAX,
  KUBERNETES_PAGE_BYTES_MAX,
  KUBERNETES_PAGE_PODS,
  KUBERNETES_WATCH_SECONDS,
} from "../../limits.ts";
import { askApi, linesOf, type ApiAccess } from "./api-request.ts";
import type { PodDirectory } from "./pod-directory.ts";
import { readPod, type Pod } from "./pod.ts";

export interface PodWatchOptions {
  readonly access: ApiAccess;
  readonly nodeName: string;
  readonly directory: PodDirectory;
  readonly logger: Logger;
}

/** Between a watch that has ended and the next one. */
const PAUSE_MS = 200;
const BACKOFF = { ...DEFAULT_BACKOFF, maxMs: 30_000 };

/** The API does not know the changes since that version any more: everything is asked for again. */
const GONE = 410;

interface ListObject {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly unknown[];
}

interface EventObject {
  readonly type?: string;
  readonly object?: {
    readonly code?: number;
    readonly metadata?: { readonly resourceVersion?: string; readonly uid?: string };
  };
}

/**
 * Keeps the directory what the Kubernetes API says about the pods of one node: a list, then a watch of its
 * changes from there on, again and again. What is known stays while the API is away.
 */
export class PodWatch {
  readonly #options: PodWatchOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #isFailing = false;

  constructor(options: PodWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#isStopped(); attempt++) {
      try {
        let version: string | undefined = await this.#list();
        this.#noteWorks();
        while (version !== undefined && !this.#isStopped()) {
          version = await this.#watch(version);
          attempt = 0;
          await this.#pause(PAUSE_MS);
        }
      } catch (error) {
        if (this.#isStopped()) return;
        this.#noteFails(error);
        await this.#pause(backoffMs(attempt, BACKOFF));
      }
    }
  }

  /** Ends early when stopped. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    const timer = new AbortController();
    const stopped = once(signal, "abort", { signal: timer.signal }).catch(() => undefined);
    const passed = delay(ms, undefined, { signal: timer.signal, ref: false }).catch(
      () => undefined,
    );
    if (!signal.aborted) await Promise.race([stopped, passed]);
    timer.abort();
  }

  /** Asks for all pods, page by page; returns the version they are of. */
  async #list(): Promise<string> {
    const pods: Pod[] = [];
    let next = "";
    for (;;) {
      const page = await this.#page(next);
      for (const item of page.items ?? []) {
        const pod = readPod(item);
        if (pod !== undefined) pods.push(pod);
      }
      next = page.metadata?.continue ?? "";
      if (next !== "") continue;
      this.#options.directory.replace(pods);
      return page.metadata?.resourceVersion ?? "";
    }
  }

  async #page(next: string): Promise<ListObject> {
    const answer = await this.#ask({
      limit: String(KUBERNETES_PAGE_PODS),
      ...(next !== "" && { continue: next }),
    });
    let text = "";
    for await (const line of linesOf(answer, KUBERNETES_PAGE_BYTES_MAX)) {
      text += line;
      if (text.length > KUBERNETES_PAGE_BYTES_MAX) throw new Error("a page of pods is too large");
    }
    if (answer.statusCode !== 200)
      throw new Error(`status ${answer.statusCode}: ${text.slice(0, 200)}`);
    return JSON.parse(text) as ListObject;
  }

  /** Follows changes until the API ends it; returns the last version, or undefined to list again. */
  async #watch(from: string): Promise<string | undefined> {
    const answer = await this.#ask({
      watch: "1",
      allowWatchBookmarks: "true",
      timeoutSeconds: String(KUBERNETES_WATCH_SECONDS),
      resourceVersion: from,
    });
    if (answer.statusCode !== 200) {
      answer.destroy();
      if (answer.statusCode === GONE) return undefined;
      throw new Error(`status ${answer.statusCode}`);
    }
    let version = from;
    for await (const line of linesOf(answer, KUBERNETES_EVENT_BYTES_MAX)) {
      const event = JSON.parse(line) as EventObject;
      if (event.type === "ERROR") {
        answer.destroy();
        if (event.object?.code === GONE) return undefined;
        throw new Error(`the watch ended with ${line.slice(0, 200)}`);
      }
      this.#take(event);
      version = event.object?.metadata?.resourceVersion ?? version;
    }
    return version;
  }

  #take({ type, object }: EventObject): void {
    const { directory } = this.#options;
    if (type === "DELETED") directory.remove(object?.metadata?.uid ?? "");
    else if (type === "ADDED" || type === "MODIFIED") {
      const pod = readPod(object);
      if (pod !== undefined) directory.set(pod);
    }
  }

  #ask(query: Readonly<Record<string, string>>) {
    const { access, nodeName } = this.#options;
    const fieldSelector = `spec.nodeName=${nodeName}`;
    const path = `/api/v1/pods?${new URLSearchParams({ fieldSelector, ...query }).toString()}`;
    const silenceMs = 2 * KUBERNETES_WATCH_SECONDS * 1_000;
    return askApi(access, path, { signal: this.#stop.signal, silenceMs });
  }

  #noteWorks(): void {
    const { logger, directory } = this.#options;
    logger.info({ pods: directory.size }, "the pods of this node are known");
    this.#isFailing = false;
  }

  #noteFails(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.logger.warn({ reason }, "the Kubernetes API does not tell the pods of this node");
  }
}
