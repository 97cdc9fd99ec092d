import { SpanPlayer, type Resource, type SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { RefusalCounts } from "../refusals.ts";
import { ZIPKIN_ATTRIBUTES } from "./attribute-names.ts";
import type { ZipkinV1Span } from "./v1-span.ts";
import { zipkinV1ToSpans } from "./v1-to-spans.ts";

/**
 * Appends what spans of Zipkin's first model mean (see `zipkinV1ToSpans`): a span that saw both ends of a call
 * becomes two. The outcome counts what was appended; it is never malformed.
 */
export function appendZipkinV1Spans(
  spans: readonly ZipkinV1Span[],
  appender: SpanAppender,
): DecodeOutcome {
  const batch = new ZipkinV1Batch(appender);
  for (const span of spans) batch.append(span);
  return batch.outcome();
}

/** Spans of the first model that arrive in one request, one after the other. */
export class ZipkinV1Batch {
  readonly #player: SpanPlayer;
  readonly #resources = new Map<string, Resource>();
  readonly #refusals = new RefusalCounts();
  readonly #receivedUs = BigInt(Date.now()) * 1_000n;
  #spanCount = 0;

  constructor(appender: SpanAppender) {
    this.#player = new SpanPlayer(appender);
  }

  append(span: ZipkinV1Span): void {
    const made = zipkinV1ToSpans(span, (name) => this.#resourceOf(name), this.#receivedUs);
    if (!made.ok) {
      this.refuse(made.error);
      return;
    }
    for (const one of made.value) this.#player.append(one);
    this.#spanCount += made.value.length;
  }

  /** Counts a span that could not even be read. */
  refuse(reason: string): void {
    this.#refusals.add(reason);
  }

  /** The request is malformed because of what was refused: the rest need not be looked at. */
  get isMalformed(): boolean {
    return this.#refusals.isTooMany;
  }

  outcome(): DecodeOutcome {
    return this.#refusals.outcome(this.#spanCount);
  }

  #resourceOf(serviceName: string): Resource {
    let resource = this.#resources.get(serviceName);
    if (resource === undefined) {
      const { serviceName: key } = ZIPKIN_ATTRIBUTES;
      resource = {
        attributes:
          serviceName === "" ? [] : [{ key, value: { type: "string", value: serviceName } }],
        droppedAttributesCount: 0,
        schemaUrl: "",
      };
      this.#resources.set(serviceName, resource);
    }
    return resource;
  }
}
