import { SpanPlayer, SpanRecorder } from "@spanhouse/model";
import { OtlpBlock } from "./otlp-block.ts";
import { decodeOtlpProtobuf } from "./protobuf.ts";

/**
 * Some of the spans of a body that was taken whole: `count` of them from number `from`, counted from 0 in
 * their order, as a body of their own. Slow; for a body that was refused and is searched for what is wrong.
 */
export function sliceOtlp(body: Uint8Array, from: number, count: number): Uint8Array {
  const block = new OtlpBlock();
  const player = new SpanPlayer(block);
  let row = 0;
  const picker = new SpanRecorder((span) => {
    if (row >= from && row < from + count) player.append(span);
    row += 1;
  });
  decodeOtlpProtobuf(body, picker);
  return block.finishBody();
}
