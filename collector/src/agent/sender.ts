import { randomBytes } from "node:crypto";
import type { SpoolDisk } from "../pipeline/spool-disk.ts";
import { DurableRecord } from "./durable-record.ts";

const SENDER_PATTERN = /^[0-9a-f]{32}$/;

/**
 * Who this agent is to its collectors: 32 random hexadecimal digits, made once for each data folder, because
 * what is in the folder was sent under that name. Nobody else can guess it.
 */
export async function openSender(disk: SpoolDisk): Promise<string> {
  const record = new DurableRecord(disk, "sender");
  const known = await record.read();
  if (typeof known === "string" && SENDER_PATTERN.test(known)) return known;
  const sender = randomBytes(16).toString("hex");
  await record.write(sender);
  return sender;
}
