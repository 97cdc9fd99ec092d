import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "undici";

/** A service under load: each connection sends one request after the other. */
export interface Load {
  /** Ids of the traces whose request has been answered, in no order. */
  readonly answered: string[];
  /** Resolves when every connection has stopped. */
  stop(): Promise<void>;
}

/** Each request asks for `/hello/ann` in a trace of its own that is sampled. Connections that break are not opened again. */
export function startLoad(origin: string, connections: number): Load {
  const answered: string[] = [];
  let isStopped = false;
  const connect = async (): Promise<void> => {
    const client = new Client(origin);
    while (!isStopped) {
      const traceId = randomBytes(16).toString("hex");
      const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` };
      try {
        const { statusCode, body } = await client.request({
          method: "GET",
          path: "/hello/ann",
          headers,
        });
        await body.dump();
        if (statusCode === 200) answered.push(traceId);
      } catch {
        // The service has ended, which is what some are waiting for.
        break;
      }
    }
    await client.destroy();
  };
  const running = Promise.all(Array.from({ length: connections }, connect));
  return {
    answered,
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

/** The same for so long; how many requests were answered. */
export async function loadFor(origin: string, connections: number, ms: number): Promise<number> {
  const load = startLoad(origin, connections);
  await delay(ms);
  await load.stop();
  return load.answered.length;
}

/** Spans of each request to the service: that of the request, and fastify's part of it. */
const SPANS_PER_REQUEST = 2;

/** How many spans of answered requests are not among those that arrived. */
export function lostSpans(
  answered: readonly string[],
  arrived: readonly { readonly traceId: string; readonly spanId: string }[],
): number {
  const spanIds = new Map(answered.map((traceId) => [traceId, new Set<string>()]));
  for (const { traceId, spanId } of arrived) spanIds.get(traceId)?.add(spanId);
  let lost = 0;
  for (const { size } of spanIds.values()) lost += Math.max(0, SPANS_PER_REQUEST - size);
  return lost;
}
