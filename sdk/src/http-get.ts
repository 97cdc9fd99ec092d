import { context } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

export interface GetAnswer {
  readonly status: number;
  readonly text: string;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface GetLimits {
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

/**
 * A GET that is not traced and does not keep the process alive. Rejects when there is no whole answer within `timeoutMs`, or a longer
 * one than `bytesMax`.
 */
export function httpGet(url: string, { timeoutMs, bytesMax }: GetLimits): Promise<GetAnswer> {
  return context.with(suppressTracing(context.active()), () => {
    return new Promise<GetAnswer>((resolve, reject) => {
      // Not imported: it has to be loaded by the program, after instrumentations are in place.
      const { get } = process.getBuiltinModule(
        url.startsWith("https:") ? "node:https" : "node:http",
      );
      const request = get(url, { agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > bytesMax) request.destroy(new Error(`more than ${bytesMax} bytes`));
        });
        answer.on("error", reject);
        answer.on("end", () => {
          clearTimeout(deadline);
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            headers: answer.headers,
          });
        });
      });
      const deadline = setTimeout(
        () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      ).unref();
      request.on("socket", (socket) => socket.unref());
      request.on("error", (error) => {
        clearTimeout(deadline);
        reject(error);
      });
    });
  });
}
