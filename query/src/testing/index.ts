export { type AssembledTrace, assembleTrace } from "@spanhouse/model/assembly";
export { toJaegerTrace } from "../answers/to-jaeger-trace.ts";
export { readCritical } from "../reads/read-critical.ts";
export { readTypical } from "../reads/read-typical.ts";
