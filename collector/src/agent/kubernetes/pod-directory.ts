import type { TextAttribute } from "@spanhouse/wire";
import { KUBERNETES_PODS_MAX } from "../../limits.ts";
import type { Senders } from "../enrichment.ts";
import { POD_KEYS, type Pod } from "./pod.ts";

const NOTHING: readonly TextAttribute[] = [];

/** The pods of a node: by the uid or address a resource names, else by the address of the connection. */
export class PodDirectory implements Senders {
  readonly keys: ReadonlySet<string> = new Set(POD_KEYS);
  readonly #byUid = new Map<string, Pod>();
  readonly #byAddress = new Map<string, Pod>();

  get size(): number {
    return this.#byUid.size;
  }

  attributesOf(
    peerAddress: string | undefined,
    present: ReadonlyMap<string, string>,
  ): readonly TextAttribute[] {
    return this.#find(peerAddress, present)?.attributes ?? NOTHING;
  }

  set(pod: Pod): void {
    this.remove(pod.uid);
    if (this.#byUid.size >= KUBERNETES_PODS_MAX) return;
    this.#byUid.set(pod.uid, pod);
    for (const address of pod.addresses) this.#byAddress.set(address, pod);
  }

  remove(uid: string): void {
    const pod = this.#byUid.get(uid);
    if (pod === undefined) return;
    this.#byUid.delete(uid);
    for (const address of pod.addresses) {
      // Another pod may have the address by now.
      if (this.#byAddress.get(address) === pod) this.#byAddress.delete(address);
    }
  }

  /** These are all. */
  replace(pods: readonly Pod[]): void {
    this.#byUid.clear();
    this.#byAddress.clear();
    for (const pod of pods) this.set(pod);
  }

  #find(peerAddress: string | undefined, present: ReadonlyMap<string, string>): Pod | undefined {
    const uid = present.get("k8s.pod.uid");
    if (uid !== undefined) return this.#byUid.get(uid);
    // What a resource says about its pod is not mixed with what the connection says.
    const named = present.get("k8s.pod.ip");
    if (named !== undefined) return this.#byAddress.get(named);
    if (peerAddress === undefined || present.has("k8s.pod.name")) return undefined;
    // A socket of both kinds shows IPv4 addresses like this.
    return this.#byAddress.get(peerAddress.replace(/^::ffff:/i, ""));
  }
}
