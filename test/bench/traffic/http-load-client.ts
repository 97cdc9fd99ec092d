import { Pool } from "undici";
import { ATTEMPT_MS_MAX, type LoadClient, type SendOutcome } from "./load-client.ts";
import { FRAME_HEADER_BYTES } from "./request-template.ts";

const PATH = "/v1/traces";
/** Statuses after which OTLP clients send again. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** OTLP protobuf over HTTP/1.1 connections that are kept alive, one per request in flight. */
export function createHttpLoadClient(endpoint: string, inFlight: number): LoadClient {
  const pool = new Pool(endpoint, {
    connections: inFlight,
    headersTimeout: ATTEMPT_MS_MAX,
    bodyTimeout: ATTEMPT_MS_MAX,
  });
  return {
    send: (bytes) => post(pool, bytes.subarray(FRAME_HEADER_BYTES)),
    close: () => void pool.destroy(),
  };
}

async function post(pool: Pool, body: Uint8Array): Promise<SendOutcome> {
  try {
    const response = await pool.request({
      method: "POST",
      path: PATH,
      headers: { "content-type": "application/x-protobuf" },
      body,
    });
    const answer = Buffer.from(await response.body.arrayBuffer());
    const reason = `http ${response.statusCode}`;
    if (response.statusCode === 200) {
      return { status: "acknowledged", rejectedSpans: rejectedSpans(answer) };
    }
    if (!RETRYABLE.has(response.statusCode)) return { status: "failed", reason };
    const seconds = Number(response.headers["retry-after"] ?? Number.NaN);
    return {
      status: "retry",
      reason,
      afterMs: Number.isNaN(seconds) ? undefined : seconds * 1_000,
    };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { status: "retry", reason: `connection: ${code}`, afterMs: undefined };
  }
}

/** `partial_success.rejected_spans` below 128, which is as much as the load ever provokes. */
function rejectedSpans(message: Buffer): number {
  return message[0] === 0x0a && message[2] === 0x08 ? (message[3] ?? 0) : 0;
}
