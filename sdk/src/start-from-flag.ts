import { installModuleHook } from "./module-hook.ts";
import { shutdown, start } from "./start.ts";

/** What `--import @spanhouse/sdk/register` and `--require` of it do; resolves when the program may begin. */
export async function startFromFlag(here: string): Promise<void> {
  const hook = installModuleHook(here);
  start();
  process.once("SIGTERM", () => void shutdown().then(() => process.kill(process.pid, "SIGTERM")));
  process.once("beforeExit", () => void shutdown());
  await hook.ready();
}
