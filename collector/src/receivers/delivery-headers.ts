import type { RequestIdentity } from "../ingest.ts";
import type { Failure } from "./failure.ts";

/** What `node:http` and `node:http2` make of headers. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const DIGITS = /^[0-9a-f]{32}$/;
const BY_BODY: RequestIdentity = { by: "body" };
const MALFORMED: Failure = {
  code: "INGEST_MALFORMED",
  message:
    "spanhouse-sender and spanhouse-token are 32 lower-case hexadecimal digits each, and come together",
};

/**
 * What makes a request the same as one before, from its headers or gRPC metadata: agents name themselves and
 * their batch, everybody else is recognised by the body.
 */
export function identityOf(headers: Headers): RequestIdentity | Failure {
  const { "spanhouse-sender": sender, "spanhouse-token": token } = headers;
  if (sender === undefined && token === undefined) return BY_BODY;
  if (!isDigits(sender) || !isDigits(token)) return MALFORMED;
  return { by: "delivery", sender, token };
}

/** A header that is repeated is joined with commas or a list, and neither is digits. */
function isDigits(value: string | readonly string[] | undefined): value is string {
  return typeof value === "string" && DIGITS.test(value);
}
