import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";

/** How to reach the Kubernetes API from inside of a cluster. */
export interface ApiAccess {
  /** `https://10.0.0.1:443`. */
  readonly url: string;
  /** Holds `token` and `ca.crt`; both are replaced from time to time. */
  readonly accountFolder: string;
}

/** An answer that has begun. Rejects when the API cannot be reached, or is silent for `silenceMs` later on. */
export async function askApi(
  { url, accountFolder }: ApiAccess,
  path: string,
  { signal, silenceMs }: { readonly signal: AbortSignal; readonly silenceMs: number },
): Promise<IncomingMessage> {
  const [token, ca] = await Promise.all([
    readFile(join(accountFolder, "token"), "utf8"),
    readFile(join(accountFolder, "ca.crt")),
  ]);
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), {
      ca,
      signal,
      agent: false,
      headers: { authorization: `Bearer ${token.trim()}`, accept: "application/json" },
    });
    asked.setTimeout(silenceMs, () => asked.destroy(new Error("the Kubernetes API is silent")));
    asked.on("error", reject);
    asked.on("response", resolve);
    asked.end();
  });
}

/** Lines of an answer, each at most `bytesMax` long. */
export async function* linesOf(answer: IncomingMessage, bytesMax: number): AsyncGenerator<string> {
  answer.setEncoding("utf8");
  let rest = "";
  for await (const chunk of answer as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > bytesMax) throw new Error("an answer of the Kubernetes API is too large");
  }
  if (rest !== "") yield rest;
}
