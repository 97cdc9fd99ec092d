/** Files of traces, read where there is nothing but a browser: no module of Node is behind this. */
export { decodeTraceFile, type TraceFile } from "./decode-trace-file.ts";
export type { TraceFileFormat } from "./find-parts.ts";
