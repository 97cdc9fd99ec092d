import { TAG_TYPE, TAG_WORDS, type JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import type { CompactReader } from "../thrift/compact-reader.ts";

/** Heads of fields of a Tag in the compact protocol: the difference to the field before, and the type. */
const KEY = 0x18;
const TYPE = 0x15;
const TEXT = 0x18;
const DOUBLE = 0x27;
const TRUE = 0x31;
const FALSE = 0x32;
const LONG = 0x46;
const STOP = 0x00;

/** Types of tags as they are on the wire, zigzag. */
const ZIGZAG = { string: 0, double: 2, bool: 4, long: 6 } as const;

/**
 * Reads up to `count` tags as clients write them: key, type, and the one value that is meant; texts below 128
 * bytes. Returns how many of them there were before the first that is written in another way, and the reader
 * stands at that one. It looks at five bytes beside key and value, where the general way costs three times as
 * much.
 *
 *   18 <length> key 15 <type> <head of the value> value 00
 */
export function readCompactTags(reader: CompactReader, batch: JaegerBatch, count: number): number {
  const { bytes, view } = reader;
  batch.reserveTags(count);
  const { tags } = batch;
  let to = batch.tagCount * TAG_WORDS;
  // Whatever is read below is within the bytes, or the tag is not taken.
  const stop = reader.stop;
  let at = reader.at;
  let index = 0;
  for (; index < count; index++) {
    if (at + 2 > stop || bytes[at] !== KEY) break;
    const keyLength = bytes[at + 1]!;
    const keyStart = at + 2;
    const keyEnd = keyStart + keyLength;
    // The shortest rest: type, a boolean and the end.
    if (keyLength > 127 || keyEnd + 4 > stop || bytes[keyEnd] !== TYPE) break;
    const type = bytes[keyEnd + 1]!;
    const head = bytes[keyEnd + 2]!;
    const value = keyEnd + 3;
    if (type === ZIGZAG.string) {
      const length = bytes[value]!;
      const end = value + 1 + length;
      if (head !== TEXT || length > 127 || end >= stop || bytes[end] !== STOP) break;
      tags[to + 2] = TAG_TYPE.string;
      tags[to + 3] = value + 1;
      tags[to + 4] = end;
      at = end + 1;
    } else if (type === ZIGZAG.long) {
      if (head !== LONG) break;
      reader.at = value;
      reader.i64();
      if (reader.at >= stop || bytes[reader.at] !== STOP) break;
      tags[to + 2] = TAG_TYPE.long;
      tags[to + 3] = reader.low;
      tags[to + 4] = reader.high;
      at = reader.at + 1;
    } else if (type === ZIGZAG.bool) {
      if ((head !== TRUE && head !== FALSE) || bytes[value] !== STOP) break;
      tags[to + 2] = TAG_TYPE.bool;
      tags[to + 3] = head === TRUE ? 1 : 0;
      tags[to + 4] = 0;
      at = value + 1;
    } else if (type === ZIGZAG.double) {
      const end = value + 8;
      if (head !== DOUBLE || end >= stop || bytes[end] !== STOP) break;
      tags[to + 2] = TAG_TYPE.double;
      tags[to + 3] = view.getInt32(value, true);
      tags[to + 4] = view.getInt32(value + 4, true);
      at = end + 1;
    } else break;
    tags[to] = keyStart;
    tags[to + 1] = keyEnd;
    to += TAG_WORDS;
  }
  reader.at = at;
  batch.tagCount += index;
  return index;
}
