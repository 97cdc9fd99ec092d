import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { fillDataFolder } from "../support/data-folder.ts";
import { eventually } from "../support/spanhouse-process.ts";
import { RunningChild } from "./child-process.ts";
import type { FaultContext } from "./fault.ts";
import type { FaultResult } from "./fault-report.ts";
import { Oracle } from "./oracle.ts";
import { Pusher } from "./pusher.ts";
import { miscountedCalls } from "./call-counts.ts";
import { miscountedRed } from "./red-counts.ts";
import { storedIn, type StoredTraces } from "./stored-traces.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** What a scenario does while clients push to an agent in front of collectors. */
export interface AgentWorld {
  readonly pusher: Pusher;
  readonly oracle: Oracle;
  /** One in front of each collector: its port stays when the collector behind it is another. */
  readonly links: readonly TcpProxy[];
  /** The agent and the collectors of the moment. */
  agent(): RunningChild;
  collector(index?: number): RunningChild;
  /** Kills it and starts another on the same data folder. */
  killAgent(): Promise<void>;
  killCollector(index?: number): Promise<void>;
  /** Starts one that was killed, with these settings from now on. */
  startCollector(index?: number, settings?: object): Promise<void>;
  readonly recoveryMs: number[];
  readonly problems: string[];
}

export interface AgentWorldOptions {
  readonly collectors?: number;
  readonly spansPerSecond?: number;
  /** Of the agent, besides its endpoints. */
  readonly forward?: Readonly<Record<string, unknown>>;
  /** Of the collectors. */
  readonly collector?: Readonly<Record<string, unknown>>;
  /** How endpoints begin. */
  readonly scheme?: "http" | "https";
}

const SPANS_PER_SECOND = 2_000;
/** How long a spool of an agent that was cut off for long may take to drain. */
const DRAIN_MS_MAX = 300_000;

/**
 * Clients push to an agent, which forwards to collectors over links; each is a process of its own. Afterwards
 * everything acknowledged to the clients is in the collectors' stores, once.
 */
export async function withAgent(
  { dataFolder, random, firstRequest }: FaultContext,
  scenario: (world: AgentWorld) => Promise<void>,
  options: AgentWorldOptions = {},
): Promise<FaultResult> {
  const { collectors: count = 1, spansPerSecond = SPANS_PER_SECOND, scheme = "http" } = options;
  const folderOf = (name: string): string => join(dataFolder, name);
  await mkdir(folderOf("agent"));
  for (let index = 0; index < count; index++) await fillDataFolder(folderOf(`collector-${index}`));
  const links: TcpProxy[] = [];
  const collectors: (RunningChild | undefined)[] = [];
  const settings: object[] = [];
  const startCollector = async (index = 0, newSettings?: object): Promise<void> => {
    settings[index] = newSettings ?? settings[index] ?? options.collector ?? {};
    const child = new RunningChild("collector", folderOf(`collector-${index}`), settings[index]);
    collectors[index] = child;
    links[index]!.setTargets([(await child.listening).grpc]);
  };
  for (let index = 0; index < count; index++) {
    links.push(await startTcpProxy([]));
    await startCollector(index);
  }
  const endpoint = links.map(({ port }) => `${scheme}://127.0.0.1:${port}`);
  const forward = { endpoint, timeoutMs: 5_000, ...options.forward };
  const startAgent = (): RunningChild => new RunningChild("agent", folderOf("agent"), { forward });
  let agent = startAgent();
  const oracle = new Oracle(firstRequest);
  const pusher = new Pusher({
    ...{ oracle, spansPerRequest: 25, spansPerSecond, workers: 32, givesUp: 0.05, random },
  });
  const world: AgentWorld = {
    pusher,
    oracle,
    links,
    recoveryMs: [],
    problems: [],
    agent: () => agent,
    collector: (index = 0) => collectors[index]!,
    async killAgent() {
      await agent.kill();
      pusher.aim(undefined);
      agent = startAgent();
      pusher.aim(await agent.listening);
    },
    async killCollector(index = 0) {
      await collectors[index]?.kill();
      collectors[index] = undefined;
    },
    startCollector,
  };
  try {
    pusher.aim(await agent.listening);
    await pusher.nextAcknowledgement();
    await scenario(world);
    await pusher.finish();
    await drained(agent);
    await agent.stop();
    for (const collector of collectors) await collector?.stop();
  } finally {
    await pusher.abandon();
    await agent.kill();
    for (const collector of collectors) await collector?.kill();
    for (const link of links) await link.close();
  }
  const found: StoredTraces[] = [];
  let miscounted = 0;
  for (let index = 0; index < count; index++) {
    const config = storageConfigSchema.parse({});
    const store = await openStore(config, { dataFolder: folderOf(`collector-${index}`) });
    const stored = await storedIn(store.reader, oracle.traceIds);
    found.push(stored);
    miscounted += await miscountedRed(store.red, stored);
    miscounted += await miscountedCalls(store, stored);
    await store.close();
  }
  const verdict = oracle.compare(found, miscounted);
  const { refusedRequests, failures } = pusher;
  const problems = [...world.problems, ...failures];
  return { verdict, refusedRequests, recoveryMs: world.recoveryMs, problems };
}

/** Ends when the agent has forwarded everything it holds. */
export async function drained(agent: RunningChild): Promise<number> {
  const startedMs = performance.now();
  await eventually(
    "the agent to forward everything",
    async () => ((await agent.metric("spanhouse_spool_files")) === 0 ? true : undefined),
    DRAIN_MS_MAX,
  );
  return performance.now() - startedMs;
}

/** Both ends inclusive. */
export async function pauseBetween(
  random: () => number,
  [fromMs, toMs]: readonly [number, number],
): Promise<void> {
  await delay(fromMs + random() * (toMs - fromMs));
}
