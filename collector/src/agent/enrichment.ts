import { textAttribute, type ResourceEnrichment, type TextAttribute } from "@spanhouse/wire";

/** Who a request came from, when somebody knows. */
export interface Senders {
  /** All keys that `attributesOf` may return, and those it looks at. */
  readonly keys: ReadonlySet<string>;
  /** What is known about the sender with this address, or with these attributes of its resource. */
  attributesOf(
    peerAddress: string | undefined,
    present: ReadonlyMap<string, string>,
  ): readonly TextAttribute[];
}

export const NO_SENDERS: Senders = { keys: new Set(), attributesOf: () => [] };

/** What an agent adds to resources: what it knows about the sender, then what it knows about itself. */
export class Enrichments {
  readonly #own: readonly TextAttribute[];
  readonly #senders: Senders;
  readonly #keys: ReadonlySet<string>;
  /** For requests whose peer does not matter, which is all of them when nobody knows senders. */
  readonly #ofAnybody: ResourceEnrichment;

  constructor(own: ReadonlyMap<string, string>, senders: Senders = NO_SENDERS) {
    this.#own = [...own].map(([key, value]) => textAttribute(key, value));
    this.#senders = senders;
    this.#keys = new Set([...own.keys(), ...senders.keys]);
    this.#ofAnybody = this.#enrichment(undefined);
  }

  /** Nothing is ever added. */
  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** Of the resources in one request. `peerAddress` is the other end of its connection. */
  of(peerAddress: string | undefined): ResourceEnrichment {
    if (peerAddress === undefined || this.#senders === NO_SENDERS) return this.#ofAnybody;
    return this.#enrichment(peerAddress);
  }

  #enrichment(peerAddress: string | undefined): ResourceEnrichment {
    return {
      keys: this.#keys,
      additions: (present) => {
        const ofSender = this.#senders.attributesOf(peerAddress, present);
        if (ofSender.length === 0) return this.#own;
        const known = new Set(ofSender.map(({ key }) => key));
        return [...ofSender, ...this.#own.filter(({ key }) => !known.has(key))];
      },
    };
  }
}
