export { appendSpans } from "../append-spans.ts";
export { SpanRecorder } from "../span-recorder.ts";
export {
  spanIdFromText,
  TEXT_TRACE_ID,
  TEXT_TRACE_START,
  traceFromText,
} from "./trace-from-text.ts";
