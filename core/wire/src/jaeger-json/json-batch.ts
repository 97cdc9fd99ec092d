import { fromBase64 } from "@spanhouse/model";
import {
  DEFECT,
  REF_TYPE,
  SPAN,
  TAG_TYPE,
  type JaegerBatch,
} from "../jaeger-mapping/jaeger-batch.ts";
import type { JaegerNanos } from "../jaeger-mapping/jaeger-times.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const ID_WORDS = { trace: 4, span: 2 } as const;
const WORD = 2 ** 32;
const HEX_ID = /^[0-9a-fA-F]{1,32}$/;
const INTEGER = /^-?\d{1,19}$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const encoder = new TextEncoder();
const intWords = new DataView(new ArrayBuffer(8));

/**
 * Texts of spans in JSON one behind the other, as the body of a JaegerSource, and the spans that point into it in a
 * JaegerBatch.
 *
 *   for each span: `span`; then load `body` into the source and append the batch
 */
export class JaegerJsonBatch {
  readonly #batch: JaegerBatch;
  /** Where the source will have the body. */
  readonly #bodyAt: number;
  #texts: Uint8Array = new Uint8Array(64 * 1024);
  #end = 0;

  constructor(batch: JaegerBatch, bodyAt: number) {
    this.#batch = batch;
    this.#bodyAt = bodyAt;
  }

  begin(): void {
    this.#batch.begin();
    this.#end = 0;
  }

  get body(): Uint8Array {
    return this.#texts.subarray(0, this.#end);
  }

  /** The process of the spans that follow. */
  process(process: JsonObject): void {
    const batch = this.#batch;
    batch.beginProcess();
    batch.serviceStart = this.#text(textOf(process["serviceName"]));
    batch.serviceEnd = this.#end + this.#bodyAt;
    for (const tag of objectsOf(process["tags"])) this.#tag(tag);
    batch.processTagsEnd = batch.tagCount;
  }

  span(span: JsonObject): void {
    const batch = this.#batch;
    batch.openSpan();
    const at = batch.span;
    const isTrace = this.#id(span["traceID"], batch.spans, at + SPAN.traceId, ID_WORDS.trace);
    if (!isTrace) batch.defect(DEFECT.traceId);
    const isSpan = this.#id(span["spanID"], batch.spans, at + SPAN.spanId, ID_WORDS.span);
    if (!isSpan) batch.defect(DEFECT.spanId);
    // Of versions before 1.0; today the parent is among the references.
    this.#id(span["parentSpanID"], batch.spans, at + SPAN.parentSpanId, ID_WORDS.span);
    batch.spans[at + SPAN.nameStart] = this.#text(textOf(span["operationName"]));
    batch.spans[at + SPAN.nameEnd] = this.#end + this.#bodyAt;
    batch.spans[at + SPAN.flags] = numberOf(span["flags"]);
    this.#tags(span["tags"]);
    batch.spans[at + SPAN.tagsEnd] = batch.tagCount;
    for (const log of objectsOf(span["logs"])) this.#log(log);
    batch.spans[at + SPAN.logsEnd] = batch.logCount;
    for (const reference of objectsOf(span["references"])) this.#reference(reference);
    batch.spans[at + SPAN.referencesEnd] = batch.referenceCount;
    for (const warning of listOf(span["warnings"])) this.#warning(warning);
    setMicros(batch.nanos, span["startTime"]);
    setMicros(batch.duration, span["duration"]);
    batch.closeSpan();
  }

  #tags(tags: unknown): void {
    const all = objectsOf(tags);
    if (!this.#batch.hasRoom(all.length)) return;
    for (const tag of all) this.#tag(tag);
  }

  #log(log: JsonObject): void {
    const batch = this.#batch;
    const fields = objectsOf(log["fields"]);
    if (!batch.hasRoom(fields.length + 1)) return;
    const first = batch.tagCount;
    for (const field of fields) this.#tag(field);
    setMicros(batch.logTime, log["timestamp"]);
    batch.addLog(batch.logTime, first, batch.tagCount);
  }

  #reference(reference: JsonObject): void {
    const batch = this.#batch;
    if (!batch.hasRoom(1)) return;
    const at = batch.addReference();
    const { references } = batch;
    const isFollowing = reference["refType"] === "FOLLOWS_FROM";
    references[at] = isFollowing ? REF_TYPE.followsFrom : REF_TYPE.childOf;
    this.#id(reference["traceID"], references, at + 1, ID_WORDS.trace);
    this.#id(reference["spanID"], references, at + 1 + ID_WORDS.trace, ID_WORDS.span);
  }

  #warning(warning: unknown): void {
    if (typeof warning !== "string" || !this.#batch.hasRoom(1)) return;
    const start = this.#text(warning);
    this.#batch.addWarning(start, this.#end + this.#bodyAt);
  }

  #tag(tag: JsonObject): void {
    const batch = this.#batch;
    const keyStart = this.#text(textOf(tag["key"]));
    const keyEnd = this.#end + this.#bodyAt;
    const { type, value } = tag;
    if (typeof value === "boolean") {
      batch.addTag(keyStart, keyEnd, TAG_TYPE.bool, value ? 1 : 0, 0);
    } else if (isInteger(type, value)) {
      intWords.setBigInt64(0, BigInt.asIntN(64, BigInt(value)));
      const [high, low] = [intWords.getInt32(0), intWords.getUint32(4)];
      batch.addTag(keyStart, keyEnd, TAG_TYPE.long, low | 0, high);
    } else if (typeof value === "number" || isDouble(type, value)) {
      intWords.setFloat64(0, Number(value));
      batch.addTag(
        ...([keyStart, keyEnd, TAG_TYPE.double] as const),
        ...([intWords.getInt32(4), intWords.getInt32(0)] as const),
      );
    } else if (type === "binary" && isBase64(value)) {
      const start = this.#bytes(fromBase64(value));
      batch.addTag(keyStart, keyEnd, TAG_TYPE.binary, start, this.#end + this.#bodyAt);
    } else {
      const start = this.#text(plainText(value));
      batch.addTag(keyStart, keyEnd, TAG_TYPE.string, start, this.#end + this.#bodyAt);
    }
  }

  /** Words of a hexadecimal id, the highest first; false, and nothing written, when it is none. */
  #id(id: unknown, words: Int32Array, at: number, count: number): boolean {
    if (typeof id !== "string" || !HEX_ID.test(id) || id.length > count * 8) return false;
    const digits = id.padStart(count * 8, "0");
    for (let word = 0; word < count; word++) {
      words[at + word] = Number.parseInt(digits.slice(word * 8, word * 8 + 8), 16) | 0;
    }
    return true;
  }

  /** Puts a text behind the others; returns where it begins in the source. It ends where they end now. */
  #text(text: string): number {
    // No character of a text takes more than three bytes of UTF-8.
    this.#reserve(text.length * 3);
    const start = this.#end;
    this.#end += encoder.encodeInto(text, this.#texts.subarray(start)).written;
    return start + this.#bodyAt;
  }

  #bytes(bytes: Uint8Array): number {
    this.#reserve(bytes.length);
    const start = this.#end;
    this.#texts.set(bytes, start);
    this.#end += bytes.length;
    return start + this.#bodyAt;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#texts.length) return;
    const larger = new Uint8Array(Math.max(this.#end + length, this.#texts.length * 2));
    larger.set(this.body);
    this.#texts = larger;
  }
}

function isInteger(type: unknown, value: unknown): value is number | string {
  if (typeof value === "number") return type !== "float64" && Number.isInteger(value);
  return type === "int64" && typeof value === "string" && INTEGER.test(value);
}

/** What JSON has no number for, as Jaeger writes it. */
function isDouble(type: unknown, value: unknown): value is string {
  return type === "float64" && typeof value === "string" && value.trim() !== "";
}

function isBase64(value: unknown): value is string {
  return (
    typeof value === "string" && BASE64.test(value) && value.replace(/=+$/, "").length % 4 !== 1
  );
}

/** What is no number is 0. */
function setMicros(nanos: JaegerNanos, micros: unknown): void {
  const whole = Math.trunc(numberOf(micros));
  const high = Math.floor(whole / WORD);
  nanos.fromMicros(whole - high * WORD, high);
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(Math.trunc(value)) ? value : 0;
}

/** Of a value that is of no type of Jaeger's. */
function plainText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null).replace(/^null$/, "");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; null stands for an empty one. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
