import type { SpanAppender } from "@spanhouse/model";
import { JAEGER_CLIENT_CHARACTERS_MAX } from "../limits.ts";
import { TAG_TYPE, TAG_WORDS, type JaegerBatch } from "./jaeger-batch.ts";
import { TEXT, type JaegerSource } from "./jaeger-source.ts";
import { SPELLING } from "./origin.ts";
import { MEANING, tagMeaning } from "./tag-meaning.ts";

const decoder = new TextDecoder();

/**
 * The process of a batch as a resource: `serviceName` is `service.name`, tags are attributes, and the two that
 * Jaeger's clients add get OpenTelemetry's names, unless the process uses those itself.
 */
export class JaegerProcess {
  /** Bits of SPELLING. */
  spelling = 0;
  readonly #batch: JaegerBatch;
  readonly #source: JaegerSource;
  readonly #appender: SpanAppender;
  #clientStart = 0;
  #clientEnd = 0;

  constructor(batch: JaegerBatch, source: JaegerSource, appender: SpanAppender) {
    this.#batch = batch;
    this.#source = source;
    this.#appender = appender;
  }

  /** `attribute` appends the tag whose words begin at a place; false when it is refused. */
  open(attribute: (at: number) => boolean): void {
    const { serviceStart, serviceEnd, tags, firstProcessTag, processTagsEnd } = this.#batch;
    const appender = this.#appender;
    const end = processTagsEnd * TAG_WORDS;
    this.spelling = this.#clientStart = this.#clientEnd = 0;
    for (let at = firstProcessTag * TAG_WORDS; at < end; at += TAG_WORDS) this.#look(at);
    appender.openResource();
    if (serviceEnd > serviceStart) {
      const { start, end: keyEnd } = TEXT.serviceName;
      appender.attributeString(start, keyEnd, serviceStart, serviceEnd);
    }
    let dropped = this.#batch.droppedProcessTags;
    let isHostNamed = (this.spelling & SPELLING.hostName) !== 0;
    let isVersionNamed = (this.spelling & SPELLING.exporterVersion) !== 0;
    for (let at = firstProcessTag * TAG_WORDS; at < end; at += TAG_WORDS) {
      const meaning = this.#meaning(at);
      if (meaning === MEANING.hostname && !isHostNamed) {
        isHostNamed = true;
        tags[at] = TEXT.hostName.start;
        tags[at + 1] = TEXT.hostName.end;
      } else if (meaning === MEANING.jaegerVersion && !isVersionNamed) {
        isVersionNamed = this.#renameVersion(at);
      }
      if (!attribute(at)) dropped++;
    }
    if (dropped > 0) appender.resourceDropped(dropped);
    appender.closeResource();
  }

  client(): string {
    // No character takes more than four bytes.
    const end = Math.min(this.#clientEnd, this.#clientStart + JAEGER_CLIENT_CHARACTERS_MAX * 4);
    const text = decoder.decode(this.#source.bytes.subarray(this.#clientStart, end));
    return text.slice(0, JAEGER_CLIENT_CHARACTERS_MAX);
  }

  #meaning(at: number): number {
    const { tags } = this.#batch;
    return tagMeaning(this.#source.bytes, tags[at]!, tags[at + 1]!);
  }

  #look(at: number): void {
    const { tags } = this.#batch;
    const meaning = this.#meaning(at);
    if (meaning === MEANING.hostDotName) this.spelling |= SPELLING.hostName;
    else if (meaning === MEANING.exporterVersion) this.spelling |= SPELLING.exporterVersion;
    else if (meaning === MEANING.client && tags[at + 2] === TAG_TYPE.string) {
      this.#clientStart = tags[at + 3]!;
      this.#clientEnd = tags[at + 4]!;
    }
  }

  /** `jaeger.version=Go-2.30.0` is `opencensus.exporterversion=Jaeger-Go-2.30.0`. */
  #renameVersion(at: number): boolean {
    const { tags } = this.#batch;
    if (tags[at + 2] !== TAG_TYPE.string) return false;
    const version = this.#source.version(tags[at + 3]!, tags[at + 4]!);
    if (version === undefined) return false;
    tags[at] = TEXT.exporterVersion.start;
    tags[at + 1] = TEXT.exporterVersion.end;
    tags[at + 3] = version.start;
    tags[at + 4] = version.end;
    return true;
  }
}
