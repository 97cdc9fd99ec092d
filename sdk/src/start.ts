import { NodeSDK, startNodeSDK } from "@opentelemetry/sdk-node";
import { hostEnvironment, mainFile, withEnvironment } from "./host-process.ts";
import { makeInstrumentations } from "./instrumentations.ts";
import type { Options } from "./options.ts";
import { effectiveEnvironment } from "./settings.ts";

let running: { shutdown(): Promise<void> } | undefined;

/**
 * Starts tracing. Modules that are loaded from now on are instrumented, so call it before anything else is; `--import
 * @spanhouse/sdk/register` does. A second call changes nothing. It never throws: what is wrong is said in one line.
 */
export function start(options: Options = {}): void {
  if (running !== undefined) return;
  const environment = hostEnvironment();
  const overlay = effectiveEnvironment(options, environment, mainFile());
  running = withEnvironment(overlay, () => {
    const seen = hostEnvironment();
    const instrumentations = [...makeInstrumentations(options.instrumentations ?? {}, seen)];
    if (isDeclared(seen)) return startNodeSDK({ instrumentations });
    const sdk = new NodeSDK({ instrumentations });
    sdk.start();
    return sdk;
  });
}

/** Sends what waits and stops tracing. */
export async function shutdown(): Promise<void> {
  await running?.shutdown();
}

function isDeclared(environment: Readonly<Record<string, string | undefined>>): boolean {
  const file = environment["OTEL_CONFIG_FILE"] ?? environment["OTEL_EXPERIMENTAL_CONFIG_FILE"];
  return file !== undefined && file !== "";
}
