import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";

/**
 * What the browser may do with anything served here: load and connect to this origin only. Styles set by
 * script on elements are not restricted by it; `style` elements and attributes in HTML are.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const ZERO_TRACE_ID = "0".repeat(32);

/** Puts the security headers and W3C `traceresponse` on every answer; `frameAncestors` is that of the settings. */
export function addResponseHeaders(server: FastifyInstance, frameAncestors: string): void {
  const headers = { ...SECURITY_HEADERS, ...frameHeaders(frameAncestors) };
  server.addHook("onRequest", (request, reply, done) => {
    reply.headers(headers);
    reply.header("traceresponse", traceResponse(request.headers["traceparent"]));
    done();
  });
}

/** The older of the two headers knows nobody or this origin only, so it is left out when somebody may. */
function frameHeaders(frameAncestors: string): Readonly<Record<string, string>> {
  const ancestors = frameAncestors === "" ? "'none'" : frameAncestors;
  const policy = [...CONTENT_SECURITY_POLICY, `frame-ancestors ${ancestors}`].join("; ");
  return {
    "content-security-policy": policy,
    ...(frameAncestors === "" ? { "x-frame-options": "DENY" } : {}),
  };
}

/** Keeps the caller's trace id when it sends one. Flags are 0: requests here are not recorded. */
function traceResponse(traceparent: string | string[] | undefined): string {
  const traceId = typeof traceparent === "string" ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  const random = randomBytes(24).toString("hex");
  const own = traceId === undefined || traceId === ZERO_TRACE_ID ? random.slice(0, 32) : traceId;
  return `00-${own}-${random.slice(32)}-00`;
}
