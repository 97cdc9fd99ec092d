import { ParentBasedSampler, type Sampler } from "@opentelemetry/sdk-trace";
import { INITIAL_PROBABILITY, SAMPLING_INTERVAL_MS } from "../limits.ts";

/** A sampler in a file of declarative configuration: one key, which is its name, with its properties. */
export type DeclaredSampler = Readonly<Record<string, object | null | undefined>>;

const REMOTE = "jaeger_remote/development";

/** What a file says about the remote sampler. */
interface DeclaredRemote {
  readonly endpoint: string;
  readonly interval?: number | null;
  readonly initial_sampler: DeclaredSampler;
}

interface DeclaredParentBased {
  readonly root?: DeclaredSampler;
  readonly remote_parent_sampled?: DeclaredSampler;
  readonly remote_parent_not_sampled?: DeclaredSampler;
  readonly local_parent_sampled?: DeclaredSampler;
  readonly local_parent_not_sampled?: DeclaredSampler;
}

/** The remote sampler of a file: by itself, or for traces that begin here (`parent_based.root`). */
export interface RemoteDeclaration {
  readonly endpoint: string;
  readonly pollingIntervalMs: number;
  readonly initialProbability: number;
  /** What holds when there is no remote sampler. */
  readonly initial: DeclaredSampler;
  /** The whole, which follows the parent as Jaeger does. */
  around(remote: Sampler, make: (declared?: DeclaredSampler) => Sampler | undefined): Sampler;
}

/** Undefined for all other samplers, which OpenTelemetry makes. */
export function remoteDeclaration(
  declared: DeclaredSampler | undefined,
): RemoteDeclaration | undefined {
  const parents = (declared?.["parent_based"] ?? {}) as DeclaredParentBased;
  const remote = (declared?.[REMOTE] ?? parents.root?.[REMOTE]) as
    DeclaredRemote | null | undefined;
  if (remote === undefined || remote === null) return undefined;
  return {
    endpoint: remote.endpoint,
    pollingIntervalMs: (remote.interval ?? 0) || SAMPLING_INTERVAL_MS,
    initialProbability: probabilityOf(remote.initial_sampler),
    initial: remote.initial_sampler,
    around: (root, make) => new ParentBasedSampler({ root, ...samplersOf(parents, make) }),
  };
}

/** Those for spans with a parent that the file names. */
function samplersOf(
  parents: DeclaredParentBased,
  make: (declared?: DeclaredSampler) => Sampler | undefined,
): Readonly<Record<string, Sampler>> {
  const made = [
    ["remoteParentSampled", make(parents.remote_parent_sampled)],
    ["remoteParentNotSampled", make(parents.remote_parent_not_sampled)],
    ["localParentSampled", make(parents.local_parent_sampled)],
    ["localParentNotSampled", make(parents.local_parent_not_sampled)],
  ] as const;
  return Object.fromEntries(
    made.filter((entry): entry is readonly [(typeof entry)[0], Sampler] => entry[1] !== undefined),
  );
}

/** Of the samplers that are a probability; the default for others. */
function probabilityOf(declared: DeclaredSampler): number {
  if ("always_on" in declared) return 1;
  if ("always_off" in declared) return 0;
  const { ratio } = (declared["trace_id_ratio_based"] ?? {}) as { readonly ratio?: number | null };
  if ("trace_id_ratio_based" in declared) return ratio ?? 1;
  const { root = { always_on: null } } = (declared["parent_based"] ?? {}) as DeclaredParentBased;
  return "parent_based" in declared ? probabilityOf(root) : INITIAL_PROBABILITY;
}
