import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { createHttpLoadClient } from "../bench/traffic/http-load-client.ts";
import type { InProcessCollector } from "./in-process.ts";
import type { IssuedRequest, Oracle } from "./oracle.ts";

/** A request and the spool file that it alone is in. */
export interface FiledRequest {
  readonly request: IssuedRequest;
  /** Within the folder `spool`. */
  readonly file: string;
}

/** Sends requests one after the other while the store is down, so that each is in a file of its own. */
export async function sendOneByOne(
  { targets }: InProcessCollector,
  oracle: Oracle,
  options: { readonly dataFolder: string; readonly requests: number; readonly spans: number },
): Promise<readonly FiledRequest[]> {
  const client = createHttpLoadClient(targets.http, 1);
  const filed: FiledRequest[] = [];
  const known = new Set<string>();
  for (let count = 0; count < options.requests; count++) {
    const request = oracle.issue(options.spans);
    const outcome = await client.send(request.frame);
    if (outcome.status !== "acknowledged") throw new Error(`not acknowledged: ${outcome.reason}`);
    oracle.acknowledge(request);
    const files = await readdir(join(options.dataFolder, "spool"));
    const file = files.find((name) => name.endsWith(".native") && !known.has(name))!;
    known.add(file);
    filed.push({ request, file });
  }
  client.close();
  return filed;
}
