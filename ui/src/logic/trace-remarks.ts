import { OWN_SPAN_FLAGS } from "@spanhouse/model";
import { text } from "../texts/trace-remarks.ts";
import { linkedPlace } from "./linked-parts.ts";
import { sentence } from "./sentence.ts";
import type { Trace } from "./trace.ts";

/** Clocks of hosts that are kept by NTP agree to about this: a call may seem to begin that much too early. */
export const CLOCKS_AGREE_US = 1_000;

/** What is odd about a trace, in sentences: what the server said of it, then what its times say. */
export function remarksOf(trace: Pick<Trace, "warnings" | "spans" | "linked">): string[] {
  const { warnings, spans } = trace;
  const { flags, startUs, parentRow } = spans;
  let [backwards, early] = [0, 0];
  for (let row = 0; row < flags.length; row++) {
    if ((flags[row]! & OWN_SPAN_FLAGS.endsBeforeStart) !== 0) backwards++;
    const parent = parentRow[row]!;
    // What a linked trace hangs below may be what follows it.
    if (parent < 0 || linkedPlace(trace, row) === "first") continue;
    if (startUs[parent]! - startUs[row]! > CLOCKS_AGREE_US) early++;
  }
  return [
    ...warnings.map(sentence),
    ...(backwards === 0 ? [] : [text.backwards(backwards)]),
    ...(early === 0 ? [] : [text.early(early)]),
  ];
}
