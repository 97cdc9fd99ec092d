import { positionOf, TAG_WORDS, type ZipkinV2Span } from "./v2-span.ts";
import { TAG } from "./v2-tags.ts";

/** A range of bytes. */
export interface TagValue {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The value of the last tag with a meaning; undefined when there is none, or it was consumed. */
export function tagValue(span: ZipkinV2Span, meaning: number): TagValue | undefined {
  const tag = span.special[meaning]!;
  if (tag === 0) return undefined;
  const at = (tag - 1) * TAG_WORDS;
  if (span.tags[at + 4] === TAG.consumed) return undefined;
  const start = span.tags[at + 2]!;
  return {
    bytes: span.sourceOf(start),
    start: positionOf(start),
    end: positionOf(span.tags[at + 3]!),
  };
}

/** Leaves the last tag with a meaning out of the attributes. */
export function consumeTag(span: ZipkinV2Span, meaning: number): void {
  const tag = span.special[meaning]!;
  if (tag > 0) span.tags[(tag - 1) * TAG_WORDS + 4] = TAG.consumed;
}

/** Whether the values of two tags are there and the same bytes. */
export function isSameValue(a: TagValue, b: TagValue): boolean {
  if (a.end - a.start !== b.end - b.start) return false;
  for (let at = 0; at < a.end - a.start; at++) {
    if (a.bytes[a.start + at] !== b.bytes[b.start + at]) return false;
  }
  return true;
}
