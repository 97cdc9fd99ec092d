import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import type { ConnectionOptions } from "node:tls";

export type Fetched =
  | { readonly status: "fetched"; readonly body: string }
  /** Not reached, not in time, too large, or not answered 200. */
  | { readonly status: "failed"; readonly reason: string };

export interface FetchBounds {
  /** For all of it. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
  readonly signal: AbortSignal;
  /** For https. */
  readonly tls?: ConnectionOptions;
}

/**
 * The text at an http or https address. `node:http` and not `fetch`, which takes more memory to load than an
 * agent has to spare. Redirects are not followed. Never throws.
 */
export function fetchText(
  url: URL,
  { timeoutMs, bytesMax, signal, tls }: FetchBounds,
): Promise<Fetched> {
  return new Promise((resolve) => {
    const fail = (reason: string): void => resolve({ status: "failed", reason });
    const get = url.protocol === "https:" ? httpsGet : httpGet;
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const request = get(url, { ...tls, signal: ends }, (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes <= bytesMax) pieces.push(piece);
        else request.destroy(new Error(`the answer has more than ${bytesMax} bytes`));
      });
      response.on("error", (error) => fail(error.message));
      response.on("end", () => {
        if (response.statusCode === 200) {
          resolve({ status: "fetched", body: Buffer.concat(pieces).toString("utf8") });
        } else fail(`the answer has status ${response.statusCode ?? "none"}`);
      });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isLate = ends.aborted && !signal.aborted;
      fail(isLate ? `no answer within ${timeoutMs} ms` : error.message || (error.code ?? "failed"));
    });
  });
}
