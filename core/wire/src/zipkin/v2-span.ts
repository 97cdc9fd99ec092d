import { JSON_SCRATCH_BYTES_KEPT, ZIPKIN_LIST_ITEMS_MAX } from "../limits.ts";
import { ZIPKIN_ATTRIBUTES } from "./attribute-names.ts";
import { Nanos } from "./nanos.ts";
import { TAG, TAG_MEANINGS, tagMeaning } from "./v2-tags.ts";

/** Where the ids are in the span's own memory. */
export const TRACE_ID_AT = 0;
export const SPAN_ID_AT = 16;
export const PARENT_ID_AT = 24;
const IDS_BYTES = 32;

/** Attribute names of our own stand after the ids, where an appender can read them. */
const NAME_BYTES = new TextEncoder().encode(Object.values(ZIPKIN_ATTRIBUTES).join(""));
const FIXED_BYTES = IDS_BYTES + NAME_BYTES.length;

/** What an id is. `zero` has no bit set, which stands for none. */
export const ID = { absent: 0, good: 1, zero: 2, wrong: 3 } as const;
export type IdState = (typeof ID)[keyof typeof ID];

/** The texts of a span that come at most once. */
export const TEXT = {
  name: 0,
  service: 1,
  localAddress: 2,
  peerService: 3,
  peerAddress: 4,
} as const;
const TEXT_COUNT = 5;

/** Words of one tag: key start, key end, value start, value end, meaning (TAG). */
export const TAG_WORDS = 5;
/** Words of one annotation: nanoseconds low, high, text start, text end. */
export const ANNOTATION_WORDS = 4;

/** A list has more items than ZIPKIN_LIST_ITEMS_MAX. Caught where the span is refused. */
export class ZipkinListTooLong extends Error {
  override readonly name = "ZipkinListTooLong";
}

/**
 * What a span of Zipkin's second model says, as positions of texts: a decoder notes it while it walks, in
 * whatever order it comes, and it is appended when all of it is known, because the endpoint that says which
 * resource the span belongs to may come last. One object serves all spans.
 *
 * A text is a range of the body. One that the body does not have as it is (escapes, addresses as bytes) is
 * copied to the span's own memory; such a range is complemented (`~start`, `~end`), so negative.
 */
export class ZipkinV2Span {
  /** The ids and names at their places, then copied texts. */
  own: Uint8Array = newOwn(JSON_SCRATCH_BYTES_KEPT);
  readonly texts = new Int32Array(TEXT_COUNT * 2);
  tags: Int32Array = new Int32Array(TAG_WORDS * 64);
  tagCount = 0;
  /** By meaning: the last tag with it, plus one; 0 for none. */
  readonly special = new Int32Array(TAG_MEANINGS);
  annotations: Int32Array = new Int32Array(ANNOTATION_WORDS * 16);
  annotationCount = 0;
  traceId: IdState = ID.absent;
  spanId: IdState = ID.absent;
  parentId: IdState = ID.absent;
  /** OTLP's span kind; 0 when none was said. */
  kind = 0;
  /** Nanoseconds since 1970; 0 when not said. */
  readonly start = new Nanos();
  /** Nanoseconds; 0 when not said. */
  readonly duration = new Nanos();
  /** A time does not fit 64 bits. */
  isTimeWrong = false;
  /** 0 when unknown. */
  localPort = 0;
  peerPort = 0;
  debug = false;
  shared = false;
  #body: Uint8Array = new Uint8Array(0);
  #used = FIXED_BYTES;

  /** Forgets the last span. Texts are positions in `body`. */
  begin(body: Uint8Array): void {
    this.#body = body;
    this.#used = FIXED_BYTES;
    this.texts.fill(0);
    this.clearTags();
    this.annotationCount = 0;
    this.traceId = this.spanId = this.parentId = ID.absent;
    this.kind = this.localPort = this.peerPort = 0;
    this.start.set(0, 0);
    this.duration.set(0, 0);
    this.isTimeWrong = this.debug = this.shared = false;
  }

  /** Lets go of the body, and of memory beyond the usual. */
  close(): void {
    this.#body = new Uint8Array(0);
    if (this.own.length > JSON_SCRATCH_BYTES_KEPT) this.own = newOwn(JSON_SCRATCH_BYTES_KEPT);
  }

  setText(text: number, start: number, end: number): void {
    this.texts[text * 2] = start;
    this.texts[text * 2 + 1] = end;
  }

  addTag(keyStart: number, keyEnd: number, start: number, end: number): void {
    this.tags = grown(this.tags, this.tagCount, TAG_WORDS);
    const at = this.tagCount * TAG_WORDS;
    const meaning =
      keyStart < 0
        ? tagMeaning(this.own, ~keyStart, ~keyEnd)
        : tagMeaning(this.#body, keyStart, keyEnd);
    this.tags[at] = keyStart;
    this.tags[at + 1] = keyEnd;
    this.tags[at + 2] = start;
    this.tags[at + 3] = end;
    this.tags[at + 4] = meaning;
    this.tagCount++;
    if (meaning !== TAG.plain) this.special[meaning] = this.tagCount;
  }

  clearTags(): void {
    this.tagCount = 0;
    this.special.fill(0);
  }

  /** `time` in nanoseconds. */
  addAnnotation(time: Nanos, start: number, end: number): void {
    this.annotations = grown(this.annotations, this.annotationCount, ANNOTATION_WORDS);
    const at = this.annotationCount++ * ANNOTATION_WORDS;
    this.annotations[at] = time.low;
    this.annotations[at + 1] = time.high;
    this.annotations[at + 2] = start;
    this.annotations[at + 3] = end;
  }

  /** Copies bytes to the span's own memory; returns where they begin there (not complemented). */
  keep(bytes: Uint8Array, start: number, end: number): number {
    const at = this.#used;
    const length = end - start;
    if (at + length > this.own.length) {
      const larger = newOwn(Math.max(at + length, this.own.length * 2));
      larger.set(this.own.subarray(0, at));
      this.own = larger;
    }
    this.own.set(bytes.subarray(start, end), at);
    this.#used = at + length;
    return at;
  }

  /** The memory that a text with this start is in. */
  sourceOf(start: number): Uint8Array {
    return start < 0 ? this.own : this.#body;
  }
}

/** A position without the mark of whose memory it is in. */
export function positionOf(position: number): number {
  return position < 0 ? ~position : position;
}

/** Where each attribute name of our own is in a span's own memory. */
export const NAME_STARTS: ReadonlyMap<string, number> = nameStarts();

function nameStarts(): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  let at = IDS_BYTES;
  for (const name of Object.values(ZIPKIN_ATTRIBUTES)) {
    starts.set(name, at);
    at += name.length;
  }
  return starts;
}

function newOwn(length: number): Uint8Array {
  const own = new Uint8Array(length);
  own.set(NAME_BYTES, IDS_BYTES);
  return own;
}

/** The list itself, or a larger one, with room for one more item. */
function grown(list: Int32Array, count: number, words: number): Int32Array {
  if (count === ZIPKIN_LIST_ITEMS_MAX) throw new ZipkinListTooLong();
  if ((count + 1) * words <= list.length) return list;
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}
