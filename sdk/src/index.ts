export type { Options } from "./options.ts";
export type { SpanCounts } from "./export/span-counts.ts";
export { flush, shutdown, spanCounts, start } from "./start.ts";
