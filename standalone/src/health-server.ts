import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { CodedError } from "@spanhouse/base";
import type { MetricFamily } from "@spanhouse/wire";
import { HEALTH_CONNECTIONS_MAX, HEALTH_REQUEST_TIMEOUT_MS } from "./limits.ts";
import { sendMetrics } from "./metrics/send-metrics.ts";

/**
 * The door for machines that watch us:
 *
 *   GET /livez     200 while the process runs its event loop
 *   GET /readyz    200 {"ready":true}, or 503 {"ready":false,"reasons":["…"]}
 *   GET /metrics   for Prometheus, in text format 0.0.4 or OpenMetrics 1.0.0
 */
export interface HealthServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  /** Asked anew for each `/metrics`. */
  readonly metrics: () => Promise<readonly MetricFamily[]>;
  /** Asked anew for each `/readyz`: why not ready, in sentences for people; none means ready. */
  readonly reasons: () => Promise<readonly string[]> | readonly string[];
}

/** Listens. Throws CodedError START_PORT_IN_USE. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer(
    { requestTimeout: HEALTH_REQUEST_TIMEOUT_MS },
    (request, response) => {
      answer(request, response, options).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else send(response, 500, "text/plain", String(error));
      });
    },
  );
  server.maxConnections = HEALTH_CONNECTIONS_MAX;
  server.listen(options.port, options.host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw portError(error, options);
  }
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function portError(error: unknown, { host, port }: HealthServerOptions): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EADDRINUSE" && code !== "EACCES") return error;
  const why = code === "EACCES" ? "may not be opened by this user" : "is already in use";
  return new CodedError(
    "START_PORT_IN_USE",
    `Port ${port} on ${host} ${why}, needed for health and metrics; set health.port.`,
    { cause: error },
  );
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HealthServerOptions,
): Promise<void> {
  switch ((request.url ?? "").replace(/\?.*/s, "")) {
    case "/livez":
      send(response, 200, "text/plain", "ok\n");
      return;
    case "/readyz": {
      const reasons = await options.reasons();
      const ready = reasons.length === 0;
      const body = ready ? { ready } : { ready, reasons };
      send(response, ready ? 200 : 503, "application/json", `${JSON.stringify(body)}\n`);
      return;
    }
    case "/metrics":
      await sendMetrics(request, response, await options.metrics());
      return;
    default:
      send(response, 404, "text/plain", "here are /livez, /readyz and /metrics\n");
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}
