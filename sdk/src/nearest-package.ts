import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface PackageIdentity {
  readonly name: string;
  readonly version?: string;
}

/**
 * Name and version in the nearest package.json at or above a folder that has a name; undefined when there is none or
 * it cannot be read, because what a service is called is no reason to fail.
 */
export function nearestPackage(folder: string): PackageIdentity | undefined {
  const found = readIdentity(join(folder, "package.json"));
  if (found !== undefined) return found;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestPackage(parent);
}

function readIdentity(file: string): PackageIdentity | undefined {
  if (!existsSync(file)) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  if (typeof content !== "object" || content === null) return undefined;
  const { name, version } = content as { name?: unknown; version?: unknown };
  if (typeof name !== "string" || name === "") return undefined;
  return typeof version === "string" ? { name, version } : { name };
}
