// A handler is frozen when it has answered, so what waits is sent before.
import { trace } from "@opentelemetry/api";
import { flush } from "@spanhouse/sdk";

async function takeOrder({ order }) {
  return { statusCode: 200, body: `order ${order} is taken` };
}

export async function handler(event) {
  try {
    return await trace.getTracer("orders").startActiveSpan("take an order", async (span) => {
      try {
        return await takeOrder(event);
      } finally {
        span.end();
      }
    });
  } finally {
    await flush();
  }
}
