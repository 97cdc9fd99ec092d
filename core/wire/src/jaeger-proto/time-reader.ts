import type { JaegerNanos } from "../jaeger-mapping/jaeger-times.ts";
import type { ProtobufReader } from "../otlp/protobuf-reader.ts";
import { wrongWireType } from "../otlp/protobuf-value.ts";
import { TIME } from "./proto-tags.ts";

const TWO_32 = 0x1_0000_0000;

/** Reads a Timestamp or Duration up to `end` into nanoseconds. */
export function readTime(reader: ProtobufReader, end: number, nanos: JaegerNanos): void {
  let seconds = 0;
  let rest = 0;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === TIME.seconds) {
      reader.varint(end);
      // Not exact beyond 2^53, and out of range long before.
      seconds = reader.high * TWO_32 + (reader.low >>> 0);
    } else if (tag === TIME.nanos) {
      reader.varint(end);
      rest = reader.low;
    } else if (tag >>> 3 <= 2) throw wrongWireType(tag);
    else reader.skip(tag, end);
  }
  nanos.fromSeconds(seconds, rest);
}
