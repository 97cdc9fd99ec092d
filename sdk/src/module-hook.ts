import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { diag } from "@opentelemetry/api";
import { createAddHookMessageChannel } from "import-in-the-middle";
import { complain } from "./complaint.ts";

/** What is said about the hook that lets instrumentations see `import`. */
export interface ModuleHook {
  /** `same-thread`: the synchronous hooks of newer Node; `loader-thread`: those of Node 20. */
  readonly kind: "same-thread" | "loader-thread";
  /** Resolves when modules that were asked for until now will be seen. Never rejects. */
  readonly ready: () => Promise<void>;
}

interface SynchronousHooksCheck {
  supportsSyncHooks(): boolean;
}

interface SynchronousHooks {
  register(options?: object): void;
}

let installed: ModuleHook | undefined;

/**
 * Lets instrumentations see modules that are imported; those that are required they see without it. Must come before
 * the instrumentations are made, and once per thread: a second call answers what the first one did. Undefined when there can be
 * none; then what is required is traced all the same.
 */
export function installModuleHook(here: string): ModuleHook | undefined {
  try {
    installed ??= install(here);
  } catch (error) {
    complain(`imported modules are not traced: ${String(error)}`);
  }
  return installed;
}

function install(here: string): ModuleHook {
  const require = createRequire(here);
  if (supportsSynchronousHooks(require)) {
    const hooks = require("import-in-the-middle/register-hooks.mjs") as SynchronousHooks;
    hooks.register();
    return { kind: "same-thread", ready: () => Promise.resolve() };
  }
  const { registerOptions, waitForAllMessagesAcknowledged } = createAddHookMessageChannel();
  register(pathToFileURL(require.resolve("import-in-the-middle/hook.mjs")).href, registerOptions);
  const ready = async (): Promise<void> => {
    await waitForAllMessagesAcknowledged().catch((error: unknown) => diag.error("hook", error));
  };
  return { kind: "loader-thread", ready };
}

/** Its own file, because looking must not load a parser of JavaScript. */
function supportsSynchronousHooks(require: NodeJS.Require): boolean {
  // Without `require` of ES modules there are no synchronous hooks either.
  if (!process.features.require_module) return false;
  const version = require("import-in-the-middle/supports-sync-hooks.mjs") as SynchronousHooksCheck;
  return version.supportsSyncHooks();
}
