import type { UnsignedColumn } from "./trace-page.ts";

/** In as few bytes as the largest value allows. */
export function narrowed(values: Uint32Array): UnsignedColumn {
  let max = 0;
  for (let place = 0; place < values.length; place++) max = Math.max(max, values[place]!);
  if (max < 256) return new Uint8Array(values);
  return max < 65_536 ? new Uint16Array(values) : values;
}
