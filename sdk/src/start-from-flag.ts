import { isMainThread, parentPort } from "node:worker_threads";
import { installModuleHook } from "./module-hook.ts";
import { start } from "./start.ts";

/**
 * What `--import @spanhouse/sdk/register` and `--require` of it do; resolves when the program may begin. Never rejects.
 *
 * @param here the file that was named, from where packages are found
 */
export async function startFromFlag(here: string): Promise<void> {
  if (isLoaderThread()) return;
  const hook = installModuleHook(here);
  await Promise.all([start(), hook?.ready()]);
}

/**
 * Node's own thread for module hooks, in which what `--require` names is loaded as well. It has nothing to trace, and unlike the
 * threads of a program, nobody to talk to.
 */
function isLoaderThread(): boolean {
  return !isMainThread && parentPort === null;
}
