import { CodedError } from "@spanhouse/base";

/** What the embedded store is built for. */
const PLATFORMS: ReadonlySet<string> = new Set([
  "linux-x64",
  "linux-arm64",
  "darwin-x64",
  "darwin-arm64",
]);

/** Throws CodedError START_PLATFORM_UNSUPPORTED when the embedded store cannot run here. */
export function checkPlatform(platform: string, architecture: string): void {
  if (PLATFORMS.has(`${platform}-${architecture}`)) return;
  throw new CodedError(
    "START_PLATFORM_UNSUPPORTED",
    `The embedded store runs on Linux and macOS, x64 and arm64, not on ${platform} ${architecture}; ` +
      "use one of them, or set storage.url to a ClickHouse server.",
  );
}
