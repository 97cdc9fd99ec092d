// A thread inherits the flag and traces itself. Only the context of the trace has to go with the message.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { context, propagation, trace } from "@opentelemetry/api";

const worker = new Worker(new URL("worker.mjs", import.meta.url));

await trace.getTracer("pictures").startActiveSpan("order a thumbnail", async (span) => {
  const carrier = {};
  propagation.inject(context.active(), carrier);
  worker.postMessage({ picture: "cat.png", carrier });
  const [answer] = await once(worker, "message");
  console.log(answer);
  span.end();
});
