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
  "frame-ancestors 'none'",
].join("; ");

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const ZERO_TRACE_ID = "0".repeat(32);

/** Puts the security headers and W3C `traceresponse` on every answer. */
export function addResponseHeaders(server: FastifyInstance): void {
  server.addHook("onRequest", (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    reply.header("traceresponse", traceResponse(request.headers["traceparent"]));
    done();
  });
}

/** Keeps the caller's trace id when it sends one. Flags are 0: requests here are not recorded. */
function traceResponse(traceparent: string | string[] | undefined): string {
  const traceId = typeof traceparent === "string" ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  const random = randomBytes(24).toString("hex");
  const own = traceId === undefined || traceId === ZERO_TRACE_ID ? random.slice(0, 32) : traceId;
  return `00-${own}-${random.slice(32)}-00`;
}
