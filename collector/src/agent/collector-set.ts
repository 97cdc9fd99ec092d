import type { ConnectionOptions } from "node:tls";
import type { ForwardConfig } from "../config/forward.ts";
import {
  FORWARD_BACKOFF_MAX_MS,
  FORWARD_RESOLVE_INTERVAL_MS,
  FORWARD_TLS_CHECK_INTERVAL_MS,
  FORWARD_UNRESOLVED_WAIT_MS,
} from "../limits.ts";
import { Interruption } from "../pipeline/interruption.ts";
import { ClientTls } from "./client-tls.ts";
import { resolveEndpoints, type Resolve } from "./collector-addresses.ts";
import { CollectorLink } from "./collector-link.ts";
import { addressText, type CollectorAddress } from "./export-client.ts";
import type { ForwardLog } from "./forward-log.ts";
import { GrpcClient } from "./grpc-client.ts";
import { HttpClient } from "./http-client.ts";

export interface CollectorSetOptions {
  readonly config: ForwardConfig;
  readonly log: ForwardLog;
  readonly resolve?: Resolve;
  /** Instead of FORWARD_TLS_CHECK_INTERVAL_MS; for tests. */
  readonly tlsCheckIntervalMs?: number;
}

/** The collectors there are now, in turns. Host names and TLS files are looked at again and again. */
export class CollectorSet {
  readonly #options: CollectorSetOptions;
  readonly #tls: ClientTls;
  readonly #headers: Readonly<Record<string, string>>;
  #links = new Map<string, CollectorLink>();
  /** Collectors that may still have a batch, although their addresses are gone. */
  readonly #former = new Map<string, CollectorLink>();
  readonly #interruption = new Interruption();
  readonly #timers: NodeJS.Timeout[] = [];
  #turn = 0;

  /** Throws CodedError CONFIG_INVALID when the TLS files cannot be used. */
  constructor(options: CollectorSetOptions) {
    this.#options = options;
    this.#tls = new ClientTls(options.config.tls);
    this.#headers = headersOf(options.config.headers);
  }

  /** Resolves the endpoints once and then every now and then. */
  async start(): Promise<void> {
    await this.#resolve();
    const tlsMs = this.#options.tlsCheckIntervalMs ?? FORWARD_TLS_CHECK_INTERVAL_MS;
    this.#every(FORWARD_RESOLVE_INTERVAL_MS, () => this.#resolve());
    this.#timers.push(setInterval(() => this.checkTls(), tlsMs).unref());
  }

  /** Without the name that a certificate has to have. */
  get tlsOptions(): ConnectionOptions {
    const { serverName } = this.#tls;
    return { ...this.#tls.options, ...(serverName !== undefined && { servername: serverName }) };
  }

  /** Several collectors: a batch could go to either. */
  get hasChoice(): boolean {
    return this.#links.size > 1;
  }

  /** Collectors beside the one at this address. */
  othersThan(address: CollectorAddress): number {
    const isOne = this.#links.has(addressText(address));
    return isOne ? this.#links.size - 1 : this.#links.size;
  }

  /** Those that may be asked now, beginning with another one each time. */
  inTurn(): readonly CollectorLink[] {
    const links = [...this.#links.values()];
    const start = links.length === 0 ? 0 : this.#turn++ % links.length;
    return [...links.slice(start), ...links.slice(0, start)].filter(({ restMs }) => restMs === 0);
  }

  /** The collector at an address, also when it is not among the endpoints any more. */
  linkTo(address: CollectorAddress): CollectorLink {
    const name = addressText(address);
    const known = this.#links.get(name) ?? this.#former.get(name);
    if (known !== undefined) return known;
    const link = this.#newLink(address);
    this.#former.set(name, link);
    return link;
  }

  /** No batch is in doubt: collectors that are gone are not needed any more. */
  releaseFormer(): void {
    for (const link of this.#former.values()) this.#drop(link);
    this.#former.clear();
  }

  /** Until a collector may be asked, or this one; at most FORWARD_BACKOFF_MAX_MS; ends early when stopped. */
  async rest(link?: CollectorLink): Promise<void> {
    if (this.#links.size === 0) {
      await this.#interruption.rest(FORWARD_UNRESOLVED_WAIT_MS);
      await this.#resolve();
      return;
    }
    const links = link === undefined ? [...this.#links.values()] : [link];
    const restMs = Math.min(FORWARD_BACKOFF_MAX_MS, ...links.map((each) => each.restMs));
    if (restMs > 0) await this.#interruption.rest(restMs);
  }

  stop(): void {
    this.#interruption.stop();
    for (const timer of this.#timers) clearInterval(timer);
    for (const link of this.#links.values()) link.close();
    for (const link of this.#former.values()) link.close();
  }

  /** Takes TLS files that have changed. */
  checkTls(): void {
    const { hasChanged, unusable } = this.#tls.reload();
    this.#options.log.tls(unusable, hasChanged);
    if (!hasChanged) return;
    for (const link of this.#links.values()) link.renew();
  }

  async #resolve(): Promise<void> {
    const { config, log, resolve } = this.#options;
    const { addresses, failed } = await resolveEndpoints(config.endpoint, resolve);
    for (const endpoint of config.endpoint) {
      const failure = failed.find((each) => each.endpoint === endpoint);
      if (failure === undefined) log.resolved(endpoint);
      else log.unresolved(endpoint, failure.reason);
    }
    // A name service that fails says nothing about the collectors it has named before.
    const kept = [...this.#links.values()].filter(({ address }) =>
      failed.some(({ host, port }) => host === address.host && port === address.port),
    );
    const found = new Map(addresses.map((address) => [addressText(address), address]));
    for (const { name, address } of kept) found.set(name, address);
    if ([...found.keys()].join() === [...this.#links.keys()].join()) return;
    const links = new Map<string, CollectorLink>();
    for (const [name, address] of found) {
      links.set(name, this.#links.get(name) ?? this.#former.get(name) ?? this.#newLink(address));
      this.#former.delete(name);
    }
    for (const [name, link] of this.#links) if (!links.has(name)) this.#former.set(name, link);
    this.#links = links;
    log.collectors([...links.keys()]);
  }

  #newLink(address: CollectorAddress): CollectorLink {
    const { config, log } = this.#options;
    const tls = () => ({
      ...this.#tls.options,
      servername: this.#tls.serverName ?? address.host,
    });
    return new CollectorLink({
      address,
      client:
        config.protocol === "grpc"
          ? new GrpcClient({ address, tls })
          : new HttpClient({ address, tls }),
      headers: this.#headers,
      now: () => performance.now(),
      events: log,
    });
  }

  #drop(link: CollectorLink): void {
    link.close();
    this.#options.log.forget(link.name);
  }

  #every(intervalMs: number, work: () => Promise<void>): void {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      void work().finally(() => (isRunning = false));
    }, intervalMs);
    this.#timers.push(timer.unref());
  }
}

/** `name=value` each. */
function headersOf(settings: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      return [setting.slice(0, at), setting.slice(at + 1)];
    }),
  );
}
