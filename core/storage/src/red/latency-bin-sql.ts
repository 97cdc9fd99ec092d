import {
  LATENCY_BIN_OF_TWO_MS,
  LATENCY_BIN_OF_ZERO,
  LATENCY_BINS_PER_OCTAVE,
} from "@spanhouse/model";

/** SQL for the bin of a duration in nanoseconds (Int64 or UInt64), as `latencyBinOf` of core/model. UInt16. */
export function latencyBinSql(durationNano: string): string {
  const octaves = `log2(${durationNano} / 2000000)`;
  return (
    `if(${durationNano} <= 0, toUInt16(${LATENCY_BIN_OF_ZERO}), ` +
    `toUInt16(${LATENCY_BIN_OF_TWO_MS} + ceil(${LATENCY_BINS_PER_OCTAVE} * ${octaves})))`
  );
}
