import { diag } from "@opentelemetry/api";

let hasComplained = false;

/**
 * Says in one line on standard error that something is wrong. Only the first time in the life of a process: the program that is
 * traced is what its users look at. `OTEL_LOG_LEVEL=debug` shows the rest.
 */
export function complain(sentence: string): void {
  if (hasComplained) {
    diag.debug(sentence);
    return;
  }
  hasComplained = true;
  try {
    process.stderr.write(
      `spanhouse: ${sentence.replaceAll("\n", " ")} (\`npx @spanhouse/sdk doctor\` tells more)\n`,
    );
  } catch {
    // Standard error is closed, so there is nobody to tell.
  }
}
