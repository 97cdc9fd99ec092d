import type { IncomingMessage, ServerResponse } from "node:http";

/** Requests of the shop are small; a longer one is cut off. */
const BODY_BYTES_MAX = 64 * 1024;

/** The body of a request to a service without a framework; rejects what is too long or no JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request as AsyncIterable<string>) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) throw new Error(`more than ${BODY_BYTES_MAX} bytes`);
  }
  return JSON.parse(text);
}

export function writeJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
