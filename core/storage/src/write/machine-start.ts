import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Holds the number Linux gave the machine's start during which the store was last open. */
const FILE = "store-boot-id";
const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/**
 * True when the machine has been started since the store of this data folder was last open, as far as can be
 * known: not on the first time, and not where the system has no such number (macOS).
 */
export async function isAfterReboot(dataFolder: string): Promise<boolean> {
  const current = await textOf(BOOT_ID);
  if (current === undefined) return false;
  const path = join(dataFolder, FILE);
  const known = await textOf(path);
  return known !== undefined && known !== current;
}

/** From now on this start of the machine is the known one. */
export async function rememberMachineStart(dataFolder: string): Promise<void> {
  const current = await textOf(BOOT_ID);
  if (current !== undefined) await writeFile(join(dataFolder, FILE), current, { flush: true });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
