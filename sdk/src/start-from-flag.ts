import { isMainThread, parentPort } from "node:worker_threads";
import { start } from "./start.ts";

/** What `--import @spanhouse/sdk/register` and `--require` of it do; resolves when the program may begin. Never rejects. */
export async function startFromFlag(): Promise<void> {
  if (isLoaderThread()) return;
  await start();
}

/**
 * Node's own thread for module hooks, in which what `--require` names is loaded as well. It has nothing to trace, and unlike the
 * threads of a program, nobody to talk to.
 */
function isLoaderThread(): boolean {
  return !isMainThread && parentPort === null;
}
