import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import jaeger from "jaeger-client";
import { FORMAT_HTTP_HEADERS, type Span, Tags } from "opentracing";
import type { Charge } from "../order.ts";
import { readJson, writeJson } from "../read-json.ts";
import { setting } from "../setting.ts";
import { CardNetwork } from "./card-network.ts";

// The old service that every company has: traced by hand, years ago, with Jaeger's client, and nobody dares to touch
// it. It runs without the SDK. Its spans come over UDP and are in the same trees, because the SDKs around it speak
// Jaeger's header: checkout is told to write it, fraud reads it without being told.

const fraudUrl = setting(process.env, "FRAUD_URL");
const network = new CardNetwork();
const tracer = jaeger.initTracer(
  {
    serviceName: "payment",
    sampler: { type: "const", param: 1 },
    reporter: {
      agentHost: setting(process.env, "JAEGER_AGENT_HOST"),
      agentPort: Number(setting(process.env, "JAEGER_AGENT_PORT")),
      flushIntervalMs: 500,
    },
  },
  { traceId128bit: true },
);

async function checkFraud(wanted: Charge, parent: Span): Promise<void> {
  const span = tracer.startSpan("check fraud", {
    childOf: parent,
    tags: { [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT, [Tags.PEER_SERVICE]: "fraud" },
  });
  const headers: Record<string, string> = { "content-type": "application/json" };
  tracer.inject(span, FORMAT_HTTP_HEADERS, headers);
  const body = JSON.stringify(wanted);
  const response = await fetch(`${fraudUrl}/checks`, { method: "POST", headers, body });
  await response.json();
  span.setTag(Tags.HTTP_STATUS_CODE, response.status);
  span.finish();
}

/** The status of the answer. */
async function charge(wanted: Charge, span: Span): Promise<number> {
  span.addTags({
    "payment.method": wanted.paymentMethod,
    "payment.amount_cents": wanted.amountCents,
    "shipping.country": wanted.country,
  });
  await checkFraud(wanted, span);
  const isCaptured = await network.capture(wanted);
  if (isCaptured) return 201;
  span.setTag(Tags.ERROR, true);
  span.log({ event: "error", message: `the network for ${wanted.paymentMethod}s is busy` });
  return 503;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const caller = tracer.extract(FORMAT_HTTP_HEADERS, request.headers);
  const span = tracer.startSpan("charge", {
    ...(caller !== null && { childOf: caller }),
    tags: { [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_SERVER },
  });
  const status = await charge((await readJson(request)) as Charge, span);
  span.setTag(Tags.HTTP_STATUS_CODE, status);
  span.finish();
  writeJson(response, status, { isCharged: status === 201 });
}

createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    writeJson(response, 500, { error: String(error) });
  });
}).listen(Number(setting(process.env, "PORT")), "127.0.0.1");

process.once("SIGTERM", () => tracer.close(() => process.exit(0)));
