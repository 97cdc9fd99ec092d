import { SpanStatusCode, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

// What a user's first try looks like: the stock SDK, nothing configured but the service's name.
const sdk = new NodeSDK({ serviceName: "hello" });
sdk.start();
await trace.getTracer("hello").startActiveSpan("greet", async (greet) => {
  trace.getTracer("hello").startActiveSpan("look up name", (lookUp) => {
    lookUp.setAttributes({ "db.system.name": "sqlite", rows: 3, ratio: 0.5, cached: false });
    lookUp.setStatus({ code: SpanStatusCode.ERROR, message: "no such name" });
    lookUp.end();
  });
  process.stdout.write(`${greet.spanContext().traceId}\n`);
  greet.end();
  return Promise.resolve();
});
await sdk.shutdown();
