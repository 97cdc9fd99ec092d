export { toJaegerTrace } from "../answers/to-jaeger-trace.ts";
export { assembleTrace, type AssembledTrace } from "../assemble/assemble-trace.ts";
export { readTypical } from "../reads/read-typical.ts";
