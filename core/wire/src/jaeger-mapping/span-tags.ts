import { STATUS_CODE_ERROR } from "@spanhouse/model";
import { TAG_TYPE, TAG_WORDS, type JaegerBatch } from "./jaeger-batch.ts";
import { MEANING, tagMeaning } from "./tag-meaning.ts";
import { isSameRange, kindOf, smallNumberOf, statusOf } from "./tag-values.ts";

/** The type of a tag that became a field of the span: it is no attribute any more. */
export const CONSUMED = -1;

const STATUS_OK = 1;
const KIND_SERVER = 2;
const MEANINGS = Object.keys(MEANING).length;
const SCOPE_BITS =
  (1 << MEANING.scopeName) |
  (1 << MEANING.scopeVersion) |
  (1 << MEANING.libraryName) |
  (1 << MEANING.libraryVersion);

/**
 * What the tags of one span say beside being attributes. Tags that a field of the span says again are marked
 * CONSUMED; `jaeger-json` makes them anew from the field, so a tag is only consumed when exactly that one comes
 * out. The rules are in docs/api/jaeger.md.
 */
export class SpanTags {
  kind = 0;
  statusCode = 0;
  /** The status was not said: it follows from `http.status_code`. */
  isStatusInferred = false;
  messageStart = 0;
  messageEnd = 0;
  traceStateStart = 0;
  traceStateEnd = 0;
  scopeNameStart = 0;
  scopeNameEnd = 0;
  scopeVersionStart = 0;
  scopeVersionEnd = 0;
  /** The scope was said in the old names, `otel.library.*`. */
  isLibrary = false;
  /** Bits by meaning: what there is. */
  #seen = 0;
  /** By meaning: where the first tag with it is among the words of tags, if there is one. */
  readonly #first = new Int32Array(MEANINGS);
  #errors = 0;
  #statusCodes = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Reads the tags from `first` to `end`. */
  read(batch: JaegerBatch, bytes: Uint8Array, first: number, end: number): void {
    this.#bytes = bytes;
    this.#begin();
    const { tags } = batch;
    for (let at = first * TAG_WORDS; at < end * TAG_WORDS; at += TAG_WORDS) {
      const meaning = tagMeaning(bytes, tags[at]!, tags[at + 1]!);
      if (meaning === MEANING.plain) continue;
      this.#note(meaning, at, tags);
    }
    if (this.#seen !== 0) this.#resolve(tags);
  }

  #begin(): void {
    this.kind = this.statusCode = 0;
    this.isStatusInferred = this.isLibrary = false;
    this.messageStart = this.messageEnd = 0;
    this.traceStateStart = this.traceStateEnd = 0;
    this.scopeNameStart = this.scopeNameEnd = 0;
    this.scopeVersionStart = this.scopeVersionEnd = 0;
    this.#seen = this.#errors = this.#statusCodes = 0;
  }

  #note(meaning: number, at: number, tags: Int32Array): void {
    const type = tags[at + 2]!;
    switch (meaning) {
      case MEANING.kind:
        if (type !== TAG_TYPE.string || this.kind !== 0) return;
        this.kind = kindOf(this.#bytes, tags[at + 3]!, tags[at + 4]!);
        if (this.kind !== 0) tags[at + 2] = CONSUMED;
        return;
      case MEANING.error:
        if (type !== TAG_TYPE.bool || tags[at + 3] === 0) return;
        this.#errors++;
        break;
      case MEANING.statusCode:
        if (type !== TAG_TYPE.string) return;
        if (statusOf(this.#bytes, tags[at + 3]!, tags[at + 4]!) < 0) return;
        this.#statusCodes++;
        break;
      case MEANING.httpStatusCode:
        break;
      default:
        // Texts that are fields; what is empty says nothing.
        if (type !== TAG_TYPE.string || tags[at + 3] === tags[at + 4]) return;
    }
    if (this.#placeOf(meaning) >= 0) return;
    this.#first[meaning] = at;
    this.#seen |= 1 << meaning;
  }

  /** Where the first tag with a meaning is; -1 when there is none. */
  #placeOf(meaning: number): number {
    return (this.#seen & (1 << meaning)) === 0 ? -1 : this.#first[meaning]!;
  }

  #resolve(tags: Int32Array): void {
    if ((this.#seen & SCOPE_BITS) !== 0) this.#scope(tags);
    const traceState = this.#placeOf(MEANING.traceState);
    if (traceState >= 0) {
      this.traceStateStart = tags[traceState + 3]!;
      this.traceStateEnd = tags[traceState + 4]!;
      tags[traceState + 2] = CONSUMED;
    }
    if (this.#errors + this.#statusCodes > 0) this.#saidStatus(tags);
    else this.#inferredStatus(tags);
    if (this.statusCode !== 0) this.#message(tags);
  }

  /** The names in use today win over the old ones, which are attributes then. */
  #scope(tags: Int32Array): void {
    let name = this.#placeOf(MEANING.scopeName);
    let version = this.#placeOf(MEANING.scopeVersion);
    if (name < 0 && version < 0) {
      name = this.#placeOf(MEANING.libraryName);
      version = this.#placeOf(MEANING.libraryVersion);
      this.isLibrary = name >= 0 || version >= 0;
    }
    if (name >= 0) {
      this.scopeNameStart = tags[name + 3]!;
      this.scopeNameEnd = tags[name + 4]!;
      tags[name + 2] = CONSUMED;
    }
    if (version >= 0) {
      this.scopeVersionStart = tags[version + 3]!;
      this.scopeVersionEnd = tags[version + 4]!;
      tags[version + 2] = CONSUMED;
    }
  }

  /** `error=true` wins over `otel.status_code`. */
  #saidStatus(tags: Int32Array): void {
    const error = this.#placeOf(MEANING.error);
    const code = this.#placeOf(MEANING.statusCode);
    this.statusCode =
      this.#errors > 0
        ? STATUS_CODE_ERROR
        : statusOf(this.#bytes, tags[code + 3]!, tags[code + 4]!);
    if (!this.#isUsualStatus(tags, code)) return;
    if (error >= 0) tags[error + 2] = CONSUMED;
    if (code >= 0) tags[code + 2] = CONSUMED;
  }

  /**
   * Whether the tags of the status are those that `jaeger-json` makes of it: OpenTelemetry's exporters, which
   * name a scope, say both, and everyone else says one.
   */
  #isUsualStatus(tags: Int32Array, code: number): boolean {
    if (this.#errors > 1 || this.#statusCodes > 1) return false;
    if (this.#errors === 0) return this.#isCode(tags, code, "OK");
    const hasScope = this.scopeNameEnd > this.scopeNameStart;
    return hasScope ? this.#isCode(tags, code, "ERROR") : this.#statusCodes === 0;
  }

  #isCode(tags: Int32Array, code: number, text: string): boolean {
    if (code < 0) return false;
    const start = tags[code + 3]!;
    if (tags[code + 4]! - start !== text.length) return false;
    for (let at = 0; at < text.length; at++) {
      if (this.#bytes[start + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  /** 5xx is an error; 4xx is one too, except for the server that answered it. */
  #inferredStatus(tags: Int32Array): void {
    const at = this.#placeOf(MEANING.httpStatusCode);
    if (at < 0) return;
    const code = smallNumberOf(this.#bytes, tags[at + 2]!, tags[at + 3]!, tags[at + 4]!);
    if (code < (this.kind === KIND_SERVER ? 500 : 400) || code > 599) return;
    this.statusCode = STATUS_CODE_ERROR;
    this.isStatusInferred = true;
  }

  /** `otel.status_description`, else what HTTP says of an error, which stays an attribute as well. */
  #message(tags: Int32Array): void {
    const described = this.#placeOf(MEANING.statusDescription);
    const http = this.#placeOf(MEANING.httpStatusMessage);
    const at = described >= 0 ? described : this.statusCode === STATUS_OK ? -1 : http;
    if (at < 0) return;
    this.messageStart = tags[at + 3]!;
    this.messageEnd = tags[at + 4]!;
    if (at === described && !this.#isAnyHttpMessage(tags)) tags[at + 2] = CONSUMED;
  }

  /** Whether any `http.status_message` is the message: then it must not look as if it came from there. */
  #isAnyHttpMessage(tags: Int32Array): boolean {
    const at = this.#placeOf(MEANING.httpStatusMessage);
    if (at < 0) return false;
    const { messageStart, messageEnd } = this;
    return isSameRange(this.#bytes, messageStart, messageEnd, tags[at + 3]!, tags[at + 4]!);
  }
}
