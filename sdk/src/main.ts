export { flush, shutdown, spanCounts, start } from "./start.ts";
export { startFromFlag } from "./start-from-flag.ts";
