import { parentPort } from "node:worker_threads";
import { context, propagation, trace } from "@opentelemetry/api";

parentPort.once("message", ({ picture, carrier }) => {
  context.with(propagation.extract(context.active(), carrier), () => {
    const span = trace.getTracer("pictures").startSpan("make a thumbnail");
    parentPort.postMessage(`thumbnail of ${picture}`);
    span.end();
  });
});
